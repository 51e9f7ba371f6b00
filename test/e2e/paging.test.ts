import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type DemoRoad, startDemoRoad, type Told } from './demo-road.ts'

const SEARCH = '/Observation?subject=Patient/p01&_count=3'
const MINUTE = 60_000
let road: DemoRoad
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  road = await startDemoRoad()
})
afterAll(async () => {
  vi.useRealTimers()
  await road.stop()
})

interface Searchset {
  readonly total?: number
  readonly link: readonly { readonly relation: string; readonly url: string }[]
  readonly entry?: readonly { readonly resource: { readonly id: string } }[]
}

const tokenOf = (subject: string, scopes = 'user/Observation.rs') => road.tokenFor(scopes, { sub: subject })
const bundleOf = ({ text }: Told) => JSON.parse(text) as Searchset
const nextOf = (told: Told) => bundleOf(told).link.find(({ relation }) => relation === 'next')?.url
const follow = (url: string, token: string) => road.ask('GET', url.slice(road.gateway.base.length), token)

test('pages lead through the gateway, to all rows and only those', async () => {
  const token = await tokenOf('alice')
  const ids: string[] = []
  const urls: string[] = []
  let page = await road.ask('GET', SEARCH, token)
  for (;;) {
    expect(page.status).toBe(200)
    for (const { url } of bundleOf(page).link) urls.push(url)
    ids.push(...(bundleOf(page).entry ?? []).map(({ resource }) => resource.id))
    const next = nextOf(page)
    if (next === undefined) break
    page = await follow(next, token)
  }
  const expected = road.fhir.store
    .all('Observation')
    .filter(({ subject }) => (subject as { reference: string }).reference === 'Patient/p01')
  expect(ids.sort()).toEqual(expected.map(({ id }) => id).sort())
  expect(urls.length).toBeGreaterThan(4)
  for (const url of urls) expect(url.startsWith(`${road.gateway.base}?_page=`) || url.endsWith(SEARCH)).toBe(true)
  expect(urls.join()).not.toContain('_getpages')
})

test('a page is for its caller, unedited, for an hour; else it is not there, whatever the cause', async () => {
  const token = await tokenOf('alice')
  const next = nextOf(await road.ask('GET', SEARCH, token))!
  expect((await follow(next, token)).status).toBe(200)
  const middle = Math.floor(next.length * 0.7)
  const edited = next.slice(0, middle) + (next[middle] === 'A' ? 'B' : 'A') + next.slice(middle + 1)
  const refused = [
    await follow(next, await tokenOf('bob')),
    await follow(next, await tokenOf('alice', 'user/Observation.rs user/Patient.r')),
    await follow(edited, token),
    await follow(next.slice(0, -4), token),
    await follow(`${road.gateway.base}?_page=AQ`, token),
    await follow(`${road.gateway.base}?_page=nothing`, token),
  ]
  vi.setSystemTime(Date.now() + 59 * MINUTE)
  const later = await tokenOf('alice')
  expect((await follow(next, later)).status).toBe(200)
  vi.setSystemTime(Date.now() + 2 * MINUTE)
  refused.push(await follow(next, later))
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 404))
  expect(new Set(refused.map(({ text }) => text)).size).toBe(1)
  expect(refused.map(({ text }) => text)).not.toContain('page=')
})

test('the upstream’s own cursor is not a page of the gateway', async () => {
  const direct = await fetch(`${road.fhir.url}${SEARCH}`)
  const cursor = new URL(((await direct.json()) as Searchset).link.find(({ relation }) => relation === 'next')!.url)
  road.fhir.requests.length = 0
  const told = await road.ask('GET', `/${cursor.search}`, await tokenOf('alice', 'user/*.cruds'))
  expect(told.status).toBe(400)
  expect(road.fhir.requests).toEqual([])
})

test('a search by POST finds what a search by GET does, and says nothing in an address', async () => {
  const token = await tokenOf('alice', 'user/*.rs')
  road.fhir.requests.length = 0
  const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: SEARCH.split('?')[1]! }
  const posted = await road.ask('POST', '/Observation/_search', token, form)
  const got = await road.ask('GET', SEARCH, token)
  expect(bundleOf(posted).entry).toEqual(bundleOf(got).entry)
  expect(bundleOf(posted).total).toBe(bundleOf(got).total)
  const [request] = road.fhir.requests
  expect(request).toMatchObject({ method: 'POST', url: '/fhir/Observation/_search' })
})

test('a page of a search that was narrowed into more includes than one may ask for', async () => {
  const scopes = [
    'Observation.rs',
    'Practitioner.r',
    'Organization.r',
    'Encounter.r',
    'Device.r',
    'Specimen.r',
    'DiagnosticReport.r',
  ]
  const token = await tokenOf('alice', scopes.map((scope) => `user/${scope}`).join(' '))
  const first = await road.ask('GET', '/Observation?_include=*&_count=2', token)
  const sent = road.fhir.requests.at(-1)?.url ?? ''
  expect(sent.match(/_include=/g)?.length).toBeGreaterThan(10)
  const second = await follow(nextOf(first) as string, token)
  expect(second.status).toBe(200)
  expect(bundleOf(second).entry?.length).toBeGreaterThan(0)
})
