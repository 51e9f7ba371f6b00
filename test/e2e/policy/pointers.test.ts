import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, type DemoRoad, startDemoRoad } from '../demo-road.ts'
import { policyOf } from './policy-file.ts'

const policy = policyOf(`
- { id: some, effect: permit, match: { resources: [Patient, Practitioner, Encounter, Observation, Coverage, Basic] } }
- id: hides
  effect: deny
  match: { resources: [Patient, Practitioner] }
  when: { all: [{ exists: resource.meta.tag.code }, { eq: [resource.meta.tag.code, hidden] }] }
- { id: none, effect: deny, match: { interactions: [read], resources: [Coverage] } }
`)
const hidden = { meta: { tag: [{ code: 'hidden' }] } }
const stored = [
  { resourceType: 'Patient', id: 'vip', ...hidden },
  { resourceType: 'Practitioner', id: 'agent', ...hidden },
  { resourceType: 'Coverage', id: 'paid', beneficiary: { reference: 'Patient/p01' } },
  { resourceType: 'Basic', id: 'known', code: { text: 'x' }, subject: { reference: 'Patient/vip' } },
  { resourceType: 'Basic', id: 'plain', code: { text: 'x' } },
]

let road: DemoRoad
let token: string
beforeAll(async () => {
  road = await startDemoRoad({}, policy)
  token = await road.tokenFor('user/*.cruds')
  for (const each of stored) road.fhir.store.write(each.resourceType, each.id, 'PUT', each)
})
afterAll(() => road.stop())
beforeEach(() => {
  road.fhir.requests.length = 0
})

const about = (reference: string, id?: string) => ({
  resourceType: 'Basic',
  ...(id && { id }),
  code: { text: 'x' },
  subject: { reference },
})
const patch = (reference: string): Asking => ({
  headers: { 'content-type': 'application/json-patch+json' },
  body: JSON.stringify([{ op: 'add', path: '/subject', value: { reference } }]),
})
const batch = (resource: object): Asking => ({
  body: { resourceType: 'Bundle', type: 'batch', entry: [{ resource, request: { method: 'POST', url: 'Basic' } }] },
})
const writes = () => road.fhir.requests.filter(({ method }) => method !== 'GET').length

describe('what the policy hides cannot be pointed to, as if it were not there', () => {
  test.each<[string, (reference: string) => [method: string, target: string, Asking]]>([
    ['create', (to) => ['POST', '/Basic', { body: about(to) }]],
    ['update', (to) => ['PUT', '/Basic/plain', { body: about(to, 'plain') }]],
    ['conditional update', (to) => ['PUT', '/Basic?code=y', { body: about(to) }]],
    ['patch', (to) => ['PATCH', '/Basic/plain', patch(to)]],
    ['batch', (to) => ['POST', '/', batch(about(to))]],
    ['transaction', (to) => ['POST', '/', { body: { ...(batch(about(to)).body as object), type: 'transaction' } }]],
  ])('%s', async (_name, asking) => {
    const told = []
    for (const to of [
      'Patient/vip',
      'Patient/vip/_history/1',
      'Patient/never',
      'Practitioner/agent',
      'Coverage/paid',
    ]) {
      const { status, text } = await road.ask(...asked(asking(to)))
      told.push({ status, text })
      expect(writes(), to).toBe(0)
    }
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1)
  })

  function asked([method, target, more]: [string, string, Asking]) {
    return [method, target, token, more] as const
  }
})

describe('what else is pointed to may be written', () => {
  test.each<[string, string, string, Asking]>([
    ['what can be seen', 'POST', '/Basic', { body: about('Patient/p01') }],
    ['a type that the policy leaves whole', 'POST', '/Basic', { body: about('Encounter/never') }],
    ['a type that nothing permits', 'POST', '/Basic', { body: about('Condition/never') }],
    ['what it pointed to before', 'PUT', '/Basic/known', { body: about('Patient/vip', 'known') }],
    ['elsewhere', 'POST', '/Basic', { body: about('https://elsewhere.example/Patient/vip') }],
  ])('%s', async (_name, method, target, asking) => {
    const { status } = await road.ask(method, target, token, asking)
    expect([status < 300 || status === 422 || status === 400, writes()]).toEqual([true, 1])
  })

  test.each<[string, Record<string, string>]>([
    ['patient/*.cruds', { patient: 'p01' }],
    ['user/*.cruds', { fhirUser: 'Patient/p01' }],
  ])('the patient whose record it is, with %s', async (scopes, claims) => {
    const own = await road.tokenFor(scopes, claims)
    const { status } = await road.ask('POST', '/Basic', own, { body: about('Patient/p01') })
    expect([status, writes()]).toEqual([201, 1])
  })
})
