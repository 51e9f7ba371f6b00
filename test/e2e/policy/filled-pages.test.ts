import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from '../demo-road.ts'
import { until } from '../road.ts'
import { policyOf } from './policy-file.ts'

const policy = policyOf(`
- { id: all, effect: permit, match: { interactions: ["*"] } }
- id: hides
  effect: deny
  match: { resources: [Observation, Practitioner] }
  when: { all: [{ exists: resource.meta.tag.code }, { eq: [resource.meta.tag.code, hidden] }] }
- { id: few, effect: permit, match: { resources: [Observation], params: { any: [status] } }, obligations: { maxResults: 3 } }
`)
const row = (id: string, isHidden: boolean) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'urn:filled', code: 'row' }] },
  subject: { reference: `Patient/p0${isHidden ? 2 : 1}` },
  ...(isHidden && { meta: { tag: [{ code: 'hidden' }] } }),
})
const VISIBLE = 7

/** A world with hidden rows before, between and behind those that can be seen; and one without any. */
const worlds: { road: DemoRoad; token: string }[] = []
beforeAll(async () => {
  for (const hidden of [9, 0]) {
    const road = await startDemoRoad({}, policy)
    const put = (resource: { id: string }) =>
      road.fhir.store.write('Observation', resource.id, 'PUT', resource as ReturnType<typeof row>)
    for (let at = 0; at < VISIBLE; at++) {
      for (let other = 0; other < hidden; other++) put(row(`h${at}-${other}`, true))
      put(row(`v${at}`, false))
    }
    for (let other = 0; other < hidden; other++) put(row(`h-last-${other}`, true))
    worlds.push({ road, token: await road.tokenFor('user/*.cruds') })
  }
})
afterAll(() => Promise.all(worlds.map(({ road }) => road.stop())))
beforeEach(() => {
  for (const { road } of worlds) road.fhir.requests.length = 0
})

interface Page {
  readonly total?: number
  readonly link: readonly { relation: string; url: string }[]
  readonly entry?: readonly { resource: { id: string; resourceType: string }; search: { mode: string } }[]
}

/** Every page, as what can be told of it: which entries, which links, how long they are. */
async function walk({ road, token }: (typeof worlds)[number], target: string) {
  const pages: unknown[] = []
  for (let next: string | undefined = target; next !== undefined && pages.length < 20; ) {
    const { status, text } = await road.ask('GET', next, token)
    expect(status).toBe(200)
    const { link, entry = [], ...rest } = JSON.parse(text) as Page
    next = link.find(({ relation }) => relation === 'next')?.url.slice(road.gateway.base.length)
    pages.push({
      rest,
      entries: entry.map(({ resource, search }) => `${search.mode} ${resource.resourceType}/${resource.id}`),
      links: link.map(({ relation, url }) => `${relation} ${relation === 'self' ? '' : url.length}`),
    })
  }
  return pages as { entries: string[]; links: string[] }[]
}

const SEARCH = '/Observation?code=urn:filled|row'

describe('pages depend on visible rows alone', () => {
  test.each([
    [`${SEARCH}&_count=1`, 7],
    [`${SEARCH}&_count=2`, 4],
    [`${SEARCH}&_count=3`, 3],
    [`${SEARCH}&_count=6`, 2],
    [`${SEARCH}&_count=7`, 1],
    [`${SEARCH}&_count=100`, 1],
    [SEARCH, 1],
    [`${SEARCH}&_count=2&_sort=-_id`, 4],
    [`${SEARCH}&_count=2&_include=Observation:subject`, 4],
    [`${SEARCH}&_count=2&_include=*`, 4],
    [`${SEARCH}&subject=Patient/p02`, 1],
    [`${SEARCH}&status=final`, 1],
    [`/?_type=Observation,Condition&_id=${[0, 1, 2, 3].map((at) => `v${at},h${at}-0`)}&_count=2`, 2],
  ])('%s', async (target, pages) => {
    const [one, other] = await Promise.all(worlds.map((world) => walk(world, target)))
    expect(one).toEqual(other)
    expect(one).toHaveLength(pages)
  })

  test('each row comes once, and an include with each page that needs it', async () => {
    const pages = await walk(worlds[0]!, `${SEARCH}&_count=3&_include=Observation:subject`)
    expect(pages.map(({ entries }) => entries.length)).toEqual([4, 4, 2])
    const rows = pages.flatMap(({ entries }) => entries.filter((each) => each.startsWith('match')))
    expect(new Set(rows).size).toBe(VISIBLE)
    expect(pages.every(({ entries }) => entries.includes('include Patient/p01'))).toBe(true)
  })

  test('also in a batch', async () => {
    const bodies = await Promise.all(
      worlds.map(async ({ road, token }) => {
        const urls = ['Observation?code=urn:filled|row&_count=2', 'Patient/p01', 'Observation?_id=h0-0', 'Nothing']
        const entry = urls.map((url) => ({ request: { method: 'GET', url } }))
        const { text } = await road.ask('POST', '/', token, { body: { resourceType: 'Bundle', type: 'batch', entry } })
        return text
          .replaceAll(road.gateway.base, '')
          .replace(/_page=[\w-]+/g, (all) => String(all.length))
          .replace(/("last(?:Updated|Modified)":)"[^"]*"/g, '$1""')
      }),
    )
    expect(bodies[0]).toBe(bodies[1])
    const { entry } = JSON.parse(bodies[0]!)
    expect(entry.map(({ response }: { response: { status: string } }) => response.status.slice(0, 3))).toEqual([
      '200',
      '200',
      '200',
      '404',
    ])
    expect(entry[0].resource.entry).toHaveLength(2)
    expect(entry[0].resource.link.map(({ relation }: { relation: string }) => relation)).toEqual(['self', 'next'])
  })

  test('a search in a transaction is asked after what it changes', async () => {
    const { road, token } = worlds[1]!
    const made = {
      ...row('made', false),
      id: undefined,
      code: {},
      identifier: [{ system: 'urn:filled', value: 'made' }],
    }
    const entry = [
      { request: { method: 'GET', url: 'Observation?identifier=urn:filled|made' } },
      { resource: made, request: { method: 'POST', url: 'Observation' } },
    ]
    const body = { resourceType: 'Bundle', type: 'transaction', entry }
    const { status, text } = await road.ask('POST', '/', token, { body })
    expect([status, JSON.parse(text).entry[0].resource.entry?.length]).toEqual([200, 1])
  })
})

test('what counts only has no rows to fill', async () => {
  for (const { road, token } of worlds) {
    for (const control of ['_summary=count', '_count=0']) {
      const { status, text } = await road.ask('GET', `${SEARCH}&${control}`, token)
      expect([status, 'total' in JSON.parse(text)]).toEqual([200, false])
    }
  }
})

test('a page takes a bounded number of pages of the server, then says where to go on', async () => {
  const { road, token } = worlds[0]!
  for (let at = 0; at < 600; at++)
    road.fhir.store.write('Observation', `m${at}`, 'PUT', { ...row(`m${at}`, true), code: { text: 'many' } })
  road.fhir.requests.length = 0
  const asked = await road.ask('GET', '/Observation?subject=Patient/p02&code:not=x&_sort=-_lastUpdated', token)
  const page = JSON.parse(asked.text) as Page
  expect([page.entry, road.fhir.requests.length, page.link.length]).toEqual([undefined, 25, 2])
})

test('rows that were passed over for a page are counted as removed', async () => {
  const [{ road, token }] = worlds as [(typeof worlds)[number]]
  const { headers } = await road.ask('GET', '/Observation?code=urn:filled|row&_count=2', token)
  const record = () => road.gateway.logged.find(({ id }) => id === headers.get('x-request-id'))
  await until(() => record() !== undefined)
  expect(Number(record()?.entriesRemoved)).toBeGreaterThanOrEqual(18)
})
