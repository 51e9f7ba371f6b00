import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, type DemoRoad, startDemoRoad } from '../demo-road.ts'
import { policyOf } from './policy-file.ts'

const policy = policyOf(
  `
- { id: envelope, effect: permit, match: { interactions: [batch, transaction] } }
- id: final-only
  effect: permit
  match: { interactions: [read, search, history, create, update], resources: [Observation] }
  obligations: [{ narrow: { status: final } }]
- id: some-patients
  effect: permit
  match: { interactions: [read, search], resources: [Patient] }
  obligations: [{ maxResults: 3 }]
- id: labels
  effect: permit
  match: { interactions: [create, update, patch, read], resources: [Basic] }
  obligations: [{ addLabel: ["urn:example|KEEP"] }]
- id: strong
  effect: permit
  match: { interactions: [read, search], resources: [Condition] }
  obligations: [{ stepUp: { acr: "urn:strong", maxAge: 5m } }]
- id: named
  effect: permit
  match: { interactions: [search], resources: [Encounter], params: { any: [patient] } }
- id: by-header
  effect: permit
  match: { interactions: [read], resources: [Practitioner] }
  when: { eq: [request.headers.x-purpose, care] }
- { id: forbids, effect: deny, match: { resources: [Procedure] }, denialStyle: not-found }
`,
  'limits: { default: { rps: 1000, burst: 1000, maxPageSize: 7, key: client } }',
)

let road: DemoRoad
let user: string
let patient: string
beforeAll(async () => {
  road = await startDemoRoad({}, policy)
  user = await road.tokenFor('user/*.cruds')
  patient = await road.tokenFor('patient/*.cruds', { patient: 'p01' })
})
afterAll(() => road.stop())
beforeEach(() => {
  road.fhir.requests.length = 0
})

const sent = () => road.fhir.requests.map(({ method, url }) => `${method} ${decodeURIComponent(url)}`)
const observation = (status: string) => ({ resourceType: 'Observation', status, code: { text: 'x' } })

describe('what no rule permits, or a rule denies, does not reach the server', () => {
  test.each<[string, string, number, Asking?]>([
    ['GET', '/Medication/1', 403],
    ['GET', '/Medication', 403],
    ['DELETE', '/Observation/1', 403],
    ['GET', '/Procedure/1', 404],
    ['GET', '/Encounter', 403],
    ['GET', '/Practitioner/dr01', 403],
    ['GET', '/Practitioner/dr01', 403, { headers: { 'x-purpose': 'other' } }],
    ['GET', '/Patient?_has:Procedure:subject:status=completed', 404],
    ['GET', '/Patient?_has:Observation:subject:code=x', 403],
    ['GET', '/Patient?organization.name=x', 403],
    ['POST', '/Observation', 403, { body: observation('preliminary') }],
    ['GET', '/Patient/p01/$everything', 403],
  ])('%s %s', async (method, target, status, asking) => {
    expect([(await road.ask(method, target, user, asking)).status, sent()]).toEqual([status, []])
  })

  test('a header that a rule names counts, and a 404 is that of a real miss', async () => {
    expect((await road.ask('GET', '/Practitioner/dr01', user, { headers: { 'x-purpose': 'care' } })).status).toBe(200)
    const denied = await road.ask('GET', '/Procedure/1', user)
    expect(denied.text).toBe((await road.ask('GET', '/Patient/nobody', user)).text)
  })
})

describe('narrow', () => {
  test('is added to a search, and not told', async () => {
    const { text } = await road.ask('GET', '/Observation?code=x', user)
    expect(sent()).toEqual([expect.stringMatching(/status=final.*_count=7/)])
    expect(text).not.toContain('status=final')
  })

  test('holds for single resources', async () => {
    const created = await fetch(`${road.fhir.url}/Observation/early`, {
      method: 'PUT',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({ ...observation('preliminary'), id: 'early' }),
    })
    expect(created.status).toBe(201)
    road.fhir.requests.length = 0
    expect((await road.ask('GET', '/Observation/early', user)).status).toBe(404)
    expect((await road.ask('GET', '/Observation/early/_history', user)).status).toBe(404)
    const update = await road.ask('PUT', '/Observation/early', user, { body: { ...observation('final'), id: 'early' } })
    expect([update.status, sent().filter((each) => each.startsWith('PUT'))]).toEqual([404, []])
  })

  test('goes on with the pages', async () => {
    const first = JSON.parse((await road.ask('GET', '/Observation', user)).text)
    const next = first.link.find(({ relation }: { relation: string }) => relation === 'next').url as string
    const { status, text } = await road.ask('GET', next.slice(road.gateway.base.length), user)
    expect(status).toBe(200)
    for (const { resource } of JSON.parse(text).entry) expect(resource.status).toBe('final')
  })
})

describe('limits', () => {
  test('maxResults: no more matches, no further page, no total', async () => {
    const { text } = await road.ask('GET', '/Patient?_count=20', user)
    const bundle = JSON.parse(text)
    expect([bundle.entry.length, bundle.total, bundle.link.length]).toEqual([3, undefined, 1])
    expect(sent()).toEqual(['GET /fhir/Patient?_count=3'])
  })

  test.each([
    ['/Observation?_count=100', '_count=7'],
    ['/Observation?_count=2', '_count=2'],
    ['/Observation', '_count=7'],
  ])('maxPageSize: %s', async (target, count) => {
    await road.ask('GET', target, user)
    expect(sent()).toEqual([expect.stringContaining(count)])
  })
})

interface Labelled {
  readonly meta: { readonly security: unknown }
}

describe('labels', () => {
  test('are added to what is written and to what is read', async () => {
    const body = '{"resourceType":"Basic","code":{"text":"x"},"extension":[{"url":"urn:x","valueDecimal":1.500}]}'
    const headers = { 'content-type': 'application/fhir+json' }
    const created = await road.ask('POST', '/Basic', user, { headers, body })
    expect(created.status).toBe(201)
    const { id } = JSON.parse(created.text)
    const stored = (await (await fetch(`${road.fhir.url}/Basic/${id}`)).json()) as Labelled
    expect(stored.meta.security).toEqual([{ system: 'urn:example', code: 'KEEP' }])
    const asking = {
      headers: { 'content-type': 'application/json-patch+json' },
      body: '[{"op":"remove","path":"/meta/security"}]',
    }
    expect((await road.ask('PATCH', `/Basic/${id}`, user, asking)).status).toBe(200)
    const after = (await (await fetch(`${road.fhir.url}/Basic/${id}`)).json()) as Labelled
    expect(after.meta.security).toEqual(stored.meta.security)
  })
})

describe('step-up', () => {
  const now = () => Math.floor(Date.now() / 1000)
  test('asks for the login that is needed', async () => {
    const { status, headers } = await road.ask('GET', '/Condition', user)
    expect([status, sent()]).toEqual([401, []])
    expect(headers.get('www-authenticate')).toContain('error="insufficient_user_authentication"')
    expect(headers.get('www-authenticate')).toContain('acr_values="urn:strong", max_age="300"')
  })

  test('is done by a token that has it', async () => {
    const strong = await road.tokenFor('user/*.cruds', { acr: 'urn:strong', auth_time: now() - 10 })
    expect((await road.ask('GET', '/Condition', strong)).status).toBe(200)
  })
})

describe('batches and patient-level callers', () => {
  test('each entry is asked about', async () => {
    const entry = ['Patient/p01', 'Procedure/1', 'Medication/1'].map((url) => ({ request: { method: 'GET', url } }))
    const { text } = await road.ask('POST', '/', user, { body: { resourceType: 'Bundle', type: 'batch', entry } })
    const statuses = JSON.parse(text).entry.map((each: { response: { status: string } }) =>
      each.response.status.slice(0, 3),
    )
    expect(statuses).toEqual(['200', '404', '403'])
    expect(text).not.toContain('Procedure')
  })

  test('a launch context counts as the patient parameter', async () => {
    expect((await road.ask('GET', '/Encounter', patient)).status).toBe(200)
    expect((await road.ask('GET', '/Encounter?patient=p01', user)).status).toBe(200)
  })

  test('an include that the policy never shows is left out', async () => {
    const { status, text } = await road.ask(
      'GET',
      '/Observation?_include=Observation:encounter&_include=Observation:subject',
      user,
    )
    expect(status).toBe(200)
    expect(sent().join()).toContain('_include=Observation:subject')
    expect(sent().join()).not.toContain('Observation:encounter')
    expect(text).not.toContain('"resourceType":"Encounter"')
  })

  test('the deciding rule is counted', async () => {
    await road.ask('GET', '/Procedure/1', user)
    expect(await road.gateway.metrics()).toMatch(/decisions_total\{[^}]*reason="POLICY_RULE"[^}]*rule="forbids"/)
  })
})
