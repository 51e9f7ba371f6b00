import { describe, expect, it } from 'vitest'
import { type Bundle, names } from '../bundles.ts'
import { usePatientApp } from './caller.ts'
import { told } from './others.ts'

const app = usePatientApp()
const mine = ['Observation/ada-glucose', 'Observation/ada-pulse']

describe('$lastn, of which the server forgets the patient', () => {
  it.each(['Observation/$lastn', 'Observation/$lastn?patient=ada', 'Observation/$lastn?subject=Patient/ada&max=3'])(
    'holds the own rows alone: %s',
    async (path) => {
      const heard = await app.own()('GET', path)
      expect(heard.status).toBe(200)
      const bundle = heard.json<Bundle>()
      expect(mine).toEqual(expect.arrayContaining(names(bundle)))
      expect(bundle.total ?? names(bundle).length).toBe(names(bundle).length)
    },
  )

  it.each([
    'Observation/$lastn?patient=bruno',
    'Observation/$lastn?subject=Patient/bruno',
    'Observation/$lastn?patient=ada&patient=bruno',
    'Observation/$lastn?patient.family=Birch',
    'Observation/$lastn?_has:Observation:encounter:code=x',
  ])('tells nothing of others: %s', async (path) => {
    const heard = await app.own()('GET', path)
    expect([200, 400, 403]).toContain(heard.status)
    expect(heard.json<Bundle>().entry).toBeUndefined()
  })
})

describe('$everything', () => {
  it.each(['Patient/$everything', 'Encounter/bruno-visit/$everything', 'Encounter/ada-visit/$everything'])(
    'is not open to one patient: %s',
    async (path) => {
      expect([403, 404]).toContain((await app.own()('GET', path)).status)
    },
  )

  it('of another is as of nobody', async () => {
    const [other, nobody] = [
      await app.own()('GET', 'Patient/bruno/$everything?_count=1'),
      await app.own()('GET', 'Patient/nadia/$everything?_count=1'),
    ]
    expect(other.status).toBe(404)
    expect(told(other, 'bruno')).toEqual(told(nobody, 'nadia'))
  })

  it('holds the types of the scopes alone', async () => {
    const heard = await app.own('patient/Patient.rs patient/Observation.rs')('GET', 'Patient/ada/$everything')
    expect(names(heard.json<Bundle>()).sort()).toEqual([...mine, 'Patient/ada'])
  })
})

describe('other operations', () => {
  it('$validate checks what is sent, without looking at anyone', async () => {
    const body = { resourceType: 'Observation', subject: { reference: 'Patient/bruno' } }
    const [other, nobody] = [
      await app.own()('POST', 'Observation/$validate', { body }),
      await app.own()('POST', 'Observation/$validate', { body: { ...body, subject: { reference: 'Patient/nadia' } } }),
    ]
    expect([other.status, other.text]).toEqual([nobody.status, nobody.text.replaceAll('nadia', 'bruno')])
  })

  it.each([
    ['GET', 'Condition/esi-problem/$meta', 'Condition/ora-problem/$meta'],
    ['GET', 'Patient/bruno/$validate', 'Patient/nadia/$validate'],
    ['GET', 'Patient/bruno/$validate?mode=delete', 'Patient/nadia/$validate?mode=delete'],
    ['GET', 'Patient/bruno/$graphql?query={id}', 'Patient/nadia/$graphql?query={id}'],
    ['GET', 'Patient/bruno/$diff', 'Patient/nadia/$diff'],
    ['GET', '$diff?from=Patient/ada&to=Patient/bruno', '$diff?from=Patient/ada&to=Patient/nadia'],
    ['POST', 'Patient/bruno/$expunge', 'Patient/nadia/$expunge'],
  ])('%s %s is answered as %s', async (method, other, nobody) => {
    const sent = method === 'POST' ? { body: { resourceType: 'Parameters' } } : {}
    const [heard, never] = [await app.own()(method, other, sent), await app.own()(method, nobody, sent)]
    expect([heard.status, heard.text]).toEqual([never.status, never.text])
    expect([400, 403, 404]).toContain(heard.status)
  })

  it.each([
    '$meta',
    'Condition/$meta',
    'Patient/$meta',
    '$export',
    'Patient/$export',
    'Patient/ada/$graphql?query={id}',
  ])('of everyone are closed: %s', async (path) => {
    expect([400, 403, 404]).toContain((await app.own()('GET', path)).status)
  })
})
