import { afterAll, describe, expect, it } from 'vitest'
import { type Bundle, names } from '../bundles.ts'
import { directly } from '../gateway.ts'
import { basic, stored, usePatientApp } from './caller.ts'
import { told } from './others.ts'

const app = usePatientApp()
const agent = [{ who: { reference: 'Practitioner/dr-fir' } }]
const about = (id: string, ...targets: string[]) => ({
  resourceType: 'Provenance',
  id,
  target: targets.map((reference) => ({ reference })),
  recorded: '2024-06-01T10:00:00Z',
  agent,
})
const both = ['Basic/told-hers', 'Basic/told-his']

stored(
  basic('told-hers', 'ada', 'mine'),
  basic('told-his', 'bruno', 'theirs'),
  about('prov-hers', 'Basic/told-hers'),
  about('prov-both', ...both),
  about('prov-his-version', 'Basic/told-hers', 'Basic/told-his/_history/1'),
  about('prov-shared', 'Practitioner/dr-fir'),
  about('prov-his', 'Basic/told-his'),
)
// Other suites look at the Provenances that the world has.
afterAll(async () => {
  for (const id of ['prov-hers', 'prov-both', 'prov-his-version', 'prov-shared', 'prov-his'])
    await directly('DELETE', `Provenance/${id}`)
})

describe('a Provenance', () => {
  it('of the own record alone is read', async () => {
    expect((await app.own()('GET', 'Provenance/prov-hers')).status).toBe(200)
    expect((await app.own('patient/Provenance.r patient/Basic.r')('GET', 'Provenance/prov-hers')).status).toBe(200)
  })

  it.each([
    ['prov-both', 'prov-none'],
    ['prov-his-version', 'prov-none-version'],
    ['prov-his', 'prov-no1'],
  ])('that is about another as well is as what never was: %s', async (id, absent) => {
    const ways = ['', '/_history/1', '/_history', '?_summary=true', '?_elements=recorded']
    for (const way of ways) {
      const heard = await app.own()('GET', `Provenance/${id}${way}`)
      expect(heard.status).toBe(404)
      expect(told(heard, id)).toEqual(told(await app.own()('GET', `Provenance/${absent}${way}`), absent))
    }
  })

  it('does not come without what it is about', async () => {
    expect((await app.own('patient/Provenance.rs')('GET', 'Provenance/prov-hers')).status).toBe(404)
  })

  it('comes beside the own record, when it is about that alone', async () => {
    const heard = await app.own()('GET', 'Basic?_id=told-hers,told-his&_revinclude=Provenance:target')
    expect(names(heard.json<Bundle>()).sort()).toEqual(['Basic/told-hers', 'Provenance/prov-hers'])
  })

  it('is searched with whatever it names, however long that is spelled out', async () => {
    const heard = await app.own()('GET', 'Provenance?_include=*')
    expect(heard.status).toBe(200)
    expect(JSON.stringify(heard.json<Bundle>().link).length).toBeGreaterThan(8192)
  })

  it('does not bring what it is about', async () => {
    const path = 'Basic?_id=told-hers&_revinclude=Provenance:target&_include:iterate=Provenance:target'
    const heard = await app.own()('GET', path)
    expect(names(heard.json<Bundle>()).sort()).toEqual(['Basic/told-hers', 'Provenance/prov-hers'])
  })

  it.each([
    ['POST', 'Provenance', both],
    ['POST', 'Provenance', ['Basic/told-his']],
    ['PUT', 'Provenance/prov-hers', ['Basic/told-his']],
    ['PUT', 'Provenance/prov-his', ['Basic/told-hers']],
  ])('about another cannot be written: %s %s', async (method, path, targets) => {
    const { id, ...body } = about(path.replace(/.*\//, ''), ...targets)
    const heard = await app.own()(method, path, { body: method === 'PUT' ? { ...body, id } : body })
    expect([403, 404]).toContain(heard.status)
    expect((await directly('GET', 'Provenance/prov-hers')).json()).toMatchObject({ meta: { versionId: '1' } })
  })
})
