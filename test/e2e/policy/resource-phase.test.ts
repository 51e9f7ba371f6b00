import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, type DemoRoad, startDemoRoad, type Told } from '../demo-road.ts'
import { policyOf } from './policy-file.ts'

const policy = policyOf(`
- { id: all, effect: permit, match: { interactions: ["*"] } }
- id: hides-restricted
  effect: deny
  match: { resources: [Observation, Patient] }
  when: { all: [{ exists: resource.meta.security.code }, { eq: [resource.meta.security.code, R] }] }
  denialStyle: not-found
`)
const restricted = {
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] },
}
const observation = (id: string, subject: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'x' },
  subject: { reference: `Patient/${subject}` },
  ...more,
})

/** A world with what is hidden, and one without it. */
const worlds: DemoRoad[] = []
let road: DemoRoad
const tokens = new Map<DemoRoad, string>()

async function store(at: DemoRoad, resource: { resourceType: string; id: string }): Promise<void> {
  const url = `${at.fhir.url}/${resource.resourceType}/${resource.id}`
  const headers = { 'content-type': 'application/fhir+json' }
  expect((await fetch(url, { method: 'PUT', headers, body: JSON.stringify(resource) })).status).toBeLessThan(300)
}

beforeAll(async () => {
  for (const hasHidden of [true, false]) {
    const at = await startDemoRoad({}, policy)
    worlds.push(at)
    tokens.set(at, await at.tokenFor('user/*.cruds'))
    await store(at, observation('seen', 'p01', { note: [{ text: 'open' }] }))
    if (!hasHidden) continue
    await store(at, observation('hidden', 'p02', restricted))
    await store(at, { resourceType: 'Patient', id: 'vip', ...restricted } as { resourceType: string; id: string })
    await store(at, observation('ofVip', 'vip', restricted))
  }
  road = worlds[0]!
})
afterAll(() => Promise.all(worlds.map((each) => each.stop())))
beforeEach(() => {
  for (const each of worlds) each.fhir.requests.length = 0
})

const ask = (at: DemoRoad, method: string, target: string, asking?: Asking) =>
  at.ask(method, target, tokens.get(at), asking)

/** Everything that can be seen of an answer, but what differs from answer to answer and from world to world. */
function seen(at: DemoRoad, { status, headers, text }: Told): unknown {
  const rest = [...headers].filter(
    ([name]) =>
      ![
        'date',
        'x-request-id',
        'connection',
        'keep-alive',
        'last-modified',
        'content-length',
        'x-intermediary',
      ].includes(name),
  )
  const plain = text
    .replaceAll(at.gateway.base, '')
    .replace(/"lastUpdated":"[^"]*"|"lastModified":"[^"]*"/g, '')
    .replace(/_page=[^"]*/g, '')
  return { status, headers: rest.filter(([name]) => !name.startsWith('ratelimit')), text: plain }
}

const batch = (method: string, url: string, resource?: object): Asking => ({
  body: { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method, url }, ...(resource && { resource }) }] },
})
const patch: Asking = {
  headers: { 'content-type': 'application/json-patch+json' },
  body: '[{"op":"replace","path":"/status","value":"amended"}]',
}

describe('worlds that differ in what is hidden only give the same bytes', () => {
  test.each<[string, string, Asking?]>([
    ['GET', '/Observation/hidden'],
    ['HEAD', '/Observation/hidden'],
    ['GET', '/Observation/hidden/_history/1'],
    ['GET', '/Observation/hidden/_history'],
    ['GET', '/Patient/vip'],
    ['GET', '/Patient/vip/$everything'],
    ['GET', '/Observation?_id=hidden,seen'],
    ['GET', '/Observation?_id=hidden&_include=Observation:subject'],
    ['GET', '/Observation?_id=seen,ofVip&_include=Observation:subject'],
    ['GET', '/Observation?subject=Patient/vip&_summary=count'],
    ['GET', '/Patient?_id=vip,p01'],
    ['GET', '/?_type=Patient,Observation&_id=vip,hidden'],
    ['PUT', '/Observation/hidden', { body: observation('hidden', 'p02') }],
    ['PATCH', '/Observation/hidden', patch],
    ['DELETE', '/Observation/hidden'],
    ['POST', '/', batch('GET', 'Observation/hidden')],
    ['POST', '/', batch('GET', 'Observation?_id=hidden')],
    ['POST', '/', batch('DELETE', 'Observation/hidden')],
    ['GET', '/Patient?_has:Observation:subject:_id=hidden'],
    ['GET', '/Condition?subject:Patient._id=vip'],
    ['DELETE', '/Observation?_id=hidden'],
    [
      'POST',
      '/Observation',
      { headers: { 'if-none-exist': '_id=hidden' }, body: { ...observation('x', 'p01'), id: undefined } },
    ],
  ])('%s %s', async (method, target, asking) => {
    const [one, other] = await Promise.all(worlds.map(async (at) => seen(at, await ask(at, method, target, asking))))
    expect(one).toEqual(other)
  })

  test('and nothing of it was changed', async () => {
    const left = await (await fetch(`${road.fhir.url}/Observation/hidden`)).json()
    expect(left).toMatchObject({ status: 'final', ...{ meta: { security: restricted.meta.security } } })
  })
})

describe('what is not hidden', () => {
  test('is found, read and changed', async () => {
    expect((await ask(road, 'GET', '/Observation/seen')).status).toBe(200)
    expect((await ask(road, 'GET', '/Observation?_id=seen&_include=Observation:subject')).text).toContain(
      '"Patient/p01"',
    )
    expect((await ask(road, 'PATCH', '/Observation/seen', patch)).status).toBe(200)
  })
})

describe('what would be hidden is not written', () => {
  test.each<[string, string, Asking]>([
    ['POST', '/Observation', { body: { ...observation('x', 'p01', restricted), id: undefined } }],
    ['PUT', '/Observation/new', { body: observation('new', 'p01', restricted) }],
  ])('%s', async (method, target, asking) => {
    const { status } = await ask(road, method, target, asking)
    expect([[403, 404].includes(status), road.fhir.requests.filter((each) => each.method !== 'GET').length]).toEqual([
      true,
      0,
    ])
  })

  test('nor by a patch', async () => {
    const op = [{ op: 'add', path: '/meta/security', value: restricted.meta.security }]
    const asking = { headers: { 'content-type': 'application/json-patch+json' }, body: JSON.stringify(op) }
    expect((await ask(road, 'PATCH', '/Observation/seen', asking)).status).toBe(404)
    expect(road.fhir.requests.map(({ method }) => method)).toEqual(['GET'])
  })
})
