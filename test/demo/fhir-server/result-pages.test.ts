import { afterAll, beforeAll, expect, test } from 'vitest'
import { found, linkOf, ofMode, startWithSample, type TestServer } from './client.ts'

let server: TestServer
beforeAll(async () => {
  server = await startWithSample()
})
afterAll(() => server.stop())

test('pages follow each other by an opaque cursor that anyone may use, with includes on each', async () => {
  const seen: string[] = []
  let next: string | undefined = `${server.url}/Patient?_count=6&_sort=-_id&_include=Patient:organization`
  const totals = new Set<number>()
  while (next !== undefined) {
    const { json } = await server.call(`GET ${next}`)
    seen.push(...ofMode(json, 'match'))
    totals.add(json.total)
    expect(ofMode(json, 'include')).toHaveLength(2)
    next = linkOf(json, 'next')
    if (next !== undefined) expect(next).toMatch(/\/fhir\?_getpages=[0-9a-f-]{36}&_getpagesoffset=\d+&_count=6/)
  }
  expect(seen).toEqual(Array.from({ length: 20 }, (_, at) => `Patient/p${String(20 - at).padStart(2, '0')}`))
  expect([...totals]).toEqual([20])
})

test('a page leads back, and an unknown cursor nowhere', async () => {
  const { json } = await server.call('GET Patient?_count=5')
  const second = await server.call(`GET ${linkOf(json, 'next')}`)
  const first = await server.call(`GET ${linkOf(second.json, 'previous')}`)
  expect(found(first.json)).toEqual(found(json))
  expect((await server.call('GET ?_getpages=0b5e7c1e-0000-0000-0000-000000000000')).status).toBe(410)
})

test.each<[query: string, total: number | undefined, entries: number]>([
  ['Patient?_count=3', 20, 3],
  ['Patient?_count=0', 20, 0],
  ['Patient?_summary=count', 20, 0],
  ['Patient?_total=none', undefined, 20],
  ['Patient?_total=none&_summary=count', 20, 0],
  ['Patient?_total=accurate&gender=male', 10, 10],
])('%s', async (query, total, entries) => {
  const { json } = await server.call(`GET ${query}`)
  expect([json.total, found(json).length]).toEqual([total, entries])
})

test.each<[query: string, has: string[], lacks: string[]]>([
  ['Patient?_id=p01&_elements=birthDate', ['id', 'meta', 'birthDate'], ['name', 'text', 'gender']],
  ['Patient?_id=p01&_summary=text', ['text'], ['name', 'birthDate']],
  ['Patient?_id=p01&_summary=data', ['name', 'birthDate'], ['text']],
  ['Patient?_id=p01&_summary=true', ['name'], ['text']],
  ['Patient?_id=p01&_summary=false', ['name', 'text'], []],
])('%s', async (query, has, lacks) => {
  const [{ resource }] = (await server.call(`GET ${query}`)).json.entry
  expect(Object.keys(resource)).toEqual(expect.arrayContaining(has))
  expect(Object.keys(resource).filter((name) => lacks.includes(name))).toEqual([])
  const subsetted = JSON.stringify(resource.meta).includes('SUBSETTED')
  expect(subsetted).toBe(!query.endsWith('false'))
})

test.each<[sort: string, first: string, last: string]>([
  ['_id', 'p01', 'p20'],
  ['-_id', 'p20', 'p01'],
  ['-gender,_id', 'p02', 'p19'],
])('_sort=%s', async (sort, first, last) => {
  const ids = found((await server.call(`GET Patient?_sort=${sort}`)).json)
  expect([ids[0], ids.at(-1)]).toEqual([`Patient/${first}`, `Patient/${last}`])
})

test('_sort by date and by quantity follows the values', async () => {
  const patients = (await server.call('GET Patient?_sort=birthdate')).json.entry
  const dates = patients.map((entry: { resource: { birthDate: string } }) => entry.resource.birthDate)
  expect(dates).toEqual([...dates].sort())
  const readings = (await server.call('GET Observation?code=8867-4&_sort=-value-quantity&_count=50')).json.entry
  const values = readings.map(
    (entry: { resource: { valueQuantity: { value: number } } }) => entry.resource.valueQuantity.value,
  )
  expect(values).toEqual([...values].sort((a, b) => b - a))
})

test.each([
  [{}, undefined],
  [{ 'x-forwarded-host': 'gate.example', 'x-forwarded-proto': 'https' }, 'https://gate.example/fhir'],
  [
    { 'x-forwarded-host': 'gate.example', 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/r4' },
    'https://gate.example/r4',
  ],
])('links are built from what the proxy says of itself: %j', async (headers, expected) => {
  const { json } = await server.call('GET Patient?_count=1', undefined, headers)
  const base = expected ?? server.url
  expect([linkOf(json, 'self'), json.entry[0].fullUrl]).toEqual([`${base}/Patient?_count=1`, `${base}/Patient/p01`])
  expect(linkOf(json, 'next')?.startsWith(`${base}?_getpages=`)).toBe(true)
})
