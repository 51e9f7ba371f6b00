import { describe, expect, it } from 'vitest'
import { type Bundle, names, pages } from '../bundles.ts'
import { directly } from '../gateway.ts'
import { world } from '../world.ts'
import { usePatientApp } from './caller.ts'

const app = usePatientApp()
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const record = world().filter(({ resourceType, id }) => `${resourceType}/${id}`.match(/^Patient\/ada$|\/ada-/))
const types = [...new Set(record.map(({ resourceType }) => resourceType))]
const ofType = (type: string) =>
  record
    .filter(({ resourceType }) => resourceType === type)
    .map(({ id }) => `${type}/${id}`)
    .sort()
const sorted = (bundles: readonly Bundle[]) => bundles.flatMap((page) => names(page)).sort()
const searchable = types.filter((type) => type !== 'Provenance')

describe('the own record', () => {
  it.each(record)('is read as it is stored: $resourceType/$id', async ({ resourceType, id }) => {
    const path = `${resourceType}/${id}`
    const [heard, behind] = [await app.own()('GET', path), await directly('GET', path)]
    expect([heard.status, heard.text]).toEqual([200, behind.text])
    expect(heard.headers.get('etag')).toBe(behind.headers.get('etag'))
    const version = await app.own()('GET', `${path}/_history/1`)
    expect(version.json()).toMatchObject({ resourceType, id })
    // What a Provenance is about is not in its history, which therefore shows none.
    if (resourceType === 'Provenance') return
    expect(names((await app.own()('GET', `${path}/_history`)).json<Bundle>())).toContain(path)
  })

  it.each(searchable)('is found whole and alone by a search for every %s', async (type) => {
    expect(sorted(await pages(app.own(), `${type}?_count=1`))).toEqual(ofType(type))
    const posted = await app.own()('POST', `${type}/_search`, { headers: form, body: '_count=50' })
    expect(names(posted.json<Bundle>()).sort()).toEqual(ofType(type))
    expect(posted.json<Bundle>().total ?? ofType(type).length).toBe(ofType(type).length)
    expect((await app.own()('GET', type)).json<Bundle>().total).toBe(ofType(type).length)
  })

  it.each(searchable.filter((type) => type !== 'Patient'))('is found by its compartment: %s', async (type) => {
    expect(sorted(await pages(app.own(), `Patient/ada/${type}`))).toEqual(ofType(type))
  })

  it.each(['patient=ada', 'patient=Patient/ada', 'subject=Patient/ada', 'subject:Patient=ada', 'patient=ada,bruno'])(
    'is found by naming the patient: %s',
    async (criterion) => {
      const heard = await app.own()('GET', `Observation?${criterion}`)
      expect([heard.status, names(heard.json<Bundle>()).sort()]).toEqual([200, ofType('Observation')])
    },
  )

  it.each(['Patient/ada/$everything', 'Patient/ada/$everything?_count=2'])('is all in %s', async (path) => {
    const found = sorted(await pages(app.own(), path))
    const expected = record.filter(({ resourceType }) => resourceType !== 'Provenance')
    expect(found).toEqual(expect.arrayContaining(expected.map(({ resourceType, id }) => `${resourceType}/${id}`)))
    const shared = found.filter((name) => /^(?:Practitioner|Organization)\//.test(name))
    const basics = found.filter((name) => name.startsWith('Basic/'))
    expect(found).toHaveLength(expected.length + shared.length + basics.length)
  })

  it('brings the Provenance of its rows, and what they point to that is nobody’s', async () => {
    const query =
      'Observation?_revinclude=Provenance:target&_include=Observation:performer&_include=Observation:subject'
    const found = sorted(await pages(app.own(), query))
    expect(found).toEqual(
      ['Patient/ada', ...ofType('Observation'), 'Practitioner/dr-fir', ...ofType('Provenance')].sort(),
    )
  })

  it.each(['Practitioner', 'Organization'])('may look at what is nobody’s: %s', async (type) => {
    const found = sorted(await pages(app.own(), `${type}?_count=2`))
    expect(found).toEqual(sorted(await pages(directly, `${type}?_count=50`)))
  })

  it.each(['_elements=status', '_elements=code', '_summary=true', '_summary=text', '_summary=data'])(
    'is found whole where only a part is asked for: %s',
    async (control) => {
      expect(sorted(await pages(app.own(), `Observation?${control}&_count=1`))).toEqual(ofType('Observation'))
      expect((await app.own()('GET', `Observation/ada-pulse?${control}`)).status).toBe(200)
    },
  )

  it.each(['W/"1"', '"1"'])('is not sent again to who has it: %s', async (tag) => {
    const heard = await app.own()('GET', 'Observation/ada-pulse', { headers: { 'if-none-match': tag } })
    expect([heard.status, heard.text, heard.headers.get('etag')]).toEqual([304, '', 'W/"1"'])
    const other = await app.own()('GET', 'Observation/ada-pulse', { headers: { 'if-none-match': 'W/"2"' } })
    expect(other.status).toBe(200)
  })

  it.each([
    'Observation/ada-pulse',
    'Observation/ada-pulse/_history/1',
    'Observation/ada-pulse/_history',
    'Observation',
  ])('is asked for without a body: %s', async (path) => {
    const [head, get] = [await app.own()('HEAD', path), await app.own()('GET', path)]
    expect([head.status, head.text]).toEqual([200, ''])
    expect(head.headers.get('etag')).toBe(get.headers.get('etag'))
  })
})
