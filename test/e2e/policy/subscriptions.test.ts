import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DemoRoad, startDemoRoad } from '../demo-road.ts'
import { policyOf } from './policy-file.ts'

const policy = policyOf(`
- { id: most, effect: permit, match: { interactions: ["*"] } }
- id: masked
  effect: permit
  match: { resources: [Patient] }
  obligations: [{ redact: { elements: [Patient.birthDate], style: remove } }]
- id: no-secrets
  effect: deny
  match: { resources: [Observation] }
  when: { eq: [resource.meta.tag.code, secret] }
- { id: no-coverage, effect: deny, match: { resources: [Coverage] } }
- { id: no-reading, effect: deny, match: { resources: [Encounter], interactions: [read] } }
- { id: confirmed, effect: permit, match: { resources: [Condition] }, obligations: [{ narrow: { verification-status: confirmed } }] }
- { id: few, effect: permit, match: { resources: [Device] }, obligations: [{ maxResults: 2 }] }
- { id: marked, effect: permit, match: { resources: [Basic] }, obligations: [{ addLabel: ["urn:example|KEEP"] }] }
`)

let road: DemoRoad
let token: string
beforeAll(async () => {
  road = await startDemoRoad({}, policy)
  token = await road.tokenFor('system/*.cruds')
})
afterAll(() => road.stop())
beforeEach(() => {
  road.fhir.requests.length = 0
})

const to = (criteria: string, more: object = {}) => ({
  resourceType: 'Subscription',
  status: 'requested',
  reason: 'x',
  criteria,
  channel: { type: 'rest-hook', endpoint: 'https://app.example.org/hook' },
  ...more,
})
const received = () => road.fhir.requests.map(({ method, url }) => `${method} ${url}`)
const bundleOf = (type: string, resource: object) => ({
  resourceType: 'Bundle',
  type,
  entry: [{ resource, request: { method: 'POST', url: 'Subscription' } }],
})

describe('what the policy leaves in part or changed cannot be subscribed to', () => {
  test.each<[string, object?]>([
    ['Patient'],
    ['Patient?gender=male', { channel: { type: 'rest-hook', endpoint: 'https://app.example.org/hook', payload: '' } }],
    ['Observation?code=x'],
    ['Coverage'],
    ['Encounter?'],
    ['Condition?verification-status=confirmed'],
    ['Device'],
    ['Basic'],
    ['Procedure?subject:Patient.birthdate=1980-01-01'],
    ['Practitioner?_has:Observation:performer:code=x'],
    ['Location', { topic: 'urn:topic' }],
    ['Location', { meta: { profile: ['urn:profile'] } }],
  ])('%s %j', async (criteria, more) => {
    const resource = to(criteria, more)
    const alone = await road.ask('POST', '/Subscription', token, { body: resource })
    const changed = await road.ask('PUT', '/Subscription/1', token, { body: { ...resource, id: '1' } })
    const searched = await road.ask('PUT', '/Subscription?status=off', token, { body: resource })
    const whole = await road.ask('POST', '/', token, { body: bundleOf('transaction', resource) })
    const entry = await road.ask('POST', '/', token, { body: bundleOf('batch', resource) })
    expect([alone, changed, searched, whole].map(({ status }) => status >= 400 && status < 500)).toEqual(
      Array(4).fill(true),
    )
    expect(entry.text).toMatch(/"status":"4\d\d/)
    expect(received()).toEqual([])
  })
})

describe('what it leaves whole can', () => {
  test.each(['Location', 'Procedure?status=completed', 'Procedure?subject:Patient.gender=male'])(
    '%s',
    async (criteria) => {
      expect((await road.ask('POST', '/Subscription', token, { body: to(criteria) })).status).toBe(201)
      expect(received()).toContain('POST /fhir/Subscription')
    },
  )
})
