import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad, type Told } from './demo-road.ts'

let road: DemoRoad
beforeAll(async () => {
  road = await startDemoRoad()
})
afterAll(() => road.stop())
beforeEach(() => {
  road.fhir.requests.length = 0
})

interface Searchset {
  readonly link: readonly { readonly relation: string; readonly url: string }[]
  readonly entry?: readonly { readonly resource: { readonly id: string } }[]
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const bundleOf = ({ text }: Told) => JSON.parse(text) as Searchset
const idsOf = (told: Told) => (bundleOf(told).entry ?? []).map(({ resource }) => resource.id)
const nextOf = (told: Told) => bundleOf(told).link.find(({ relation }) => relation === 'next')?.url
const sent = () => road.fhir.requests.map(({ method, url }) => `${method} ${url?.split('?')[0]}`)
const absent = (count: number, prefix = '') => Array.from({ length: count }, () => prefix + randomUUID()).join(',')

async function allPages(first: Told, token: string): Promise<string[]> {
  const ids = idsOf(first)
  for (let url = nextOf(first); url !== undefined; ) {
    const page = await road.ask('GET', url.slice(road.gateway.base.length), token)
    expect(page.status).toBe(200)
    ids.push(...idsOf(page))
    url = nextOf(page)
  }
  return ids.sort()
}

describe('a search whose address a server would refuse', () => {
  test('goes by POST when narrowing made it long, and its pages go on', async () => {
    const token = await road.tokenFor('patient/*.rs', { patient: 'p01' })
    const told = await road.ask('GET', '/Provenance?_include=*', token)
    expect(told.status).toBe(200)
    expect(sent()).toEqual(['POST /fhir/Provenance/_search'])
  })

  test('goes by POST when it came by GET, and finds the same', async () => {
    const token = await road.tokenFor('user/Observation.rs')
    const query = `subject=Patient/p01,${absent(99, 'Patient/')}&_count=3`
    const told = await road.ask('GET', `/Observation?${query}`, token)
    expect(sent()).toEqual(['POST /fhir/Observation/_search'])
    const short = await road.ask('GET', '/Observation?subject=Patient/p01&_count=3', token)
    expect(sent().at(-1)).toBe('GET /fhir/Observation')
    expect(idsOf(told)).toEqual(idsOf(short))
    expect(await allPages(told, token)).toEqual(await allPages(short, token))
  })

  test('stays GET within a compartment, which few servers search by POST', async () => {
    const token = await road.tokenFor('user/*.rs')
    await road.ask('GET', `/Patient/p01/Observation?_id=${absent(99)}&code=${absent(20)}`, token)
    expect(sent()).toEqual(['GET /fhir/Patient/p01/Observation'])
  })
})

describe('the pages of a search that came as a long form', () => {
  test('can all be had', async () => {
    const token = await road.tokenFor('user/Observation.rs')
    const body = `subject=Patient/p01,${absent(99, 'Patient/')}&status:not=${absent(30)}&_count=3`
    const told = await road.ask('POST', '/Observation/_search', token, { headers: form, body })
    expect(nextOf(told)?.length).toBeLessThan(8192)
    const short = await road.ask('GET', '/Observation?subject=Patient/p01', token)
    expect(await allPages(told, token)).toEqual(await allPages(short, token))
  })

  test('are not begun when no address could lead to the others', async () => {
    const token = await road.tokenFor('user/Observation.rs')
    const body = ['code', 'category', 'status', 'method'].map((name) => `${name}=${absent(99)}`).join('&')
    const told = await road.ask('POST', '/Observation/_search', token, { headers: form, body })
    expect(told.status).toBe(400)
    expect(told.text).toContain('too-costly')
    const entry = ['Observation?subject=Patient/p01', `Observation?${body}`].map((url) => ({
      request: { method: 'GET', url },
    }))
    const batch = await road.ask('POST', '', token, { body: { resourceType: 'Bundle', type: 'batch', entry } })
    const answered = JSON.parse(batch.text) as { entry: { response: { status: string } }[] }
    expect(answered.entry.map(({ response }) => response.status.slice(0, 3))).toEqual(['200', '400'])
    expect(sent()).toEqual(['POST /fhir'])
    expect(JSON.parse(road.fhir.requests[0]?.body?.toString() ?? '{}').entry).toHaveLength(1)
  })
})
