import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { policyOf } from '../e2e/policy/policy-file.ts'
import { type Road, startRoad } from '../e2e/road.ts'
import { requestOf } from '../fixtures/cases.ts'
import { expectAgreement, r4Cases } from './agreement.ts'
import { explainedRequest, parts, partsWith } from './explained.ts'

const policies = {
  denying: policyOf(`
- { id: all, effect: permit, match: { interactions: ["*"] } }
- { id: no-conditions, effect: deny, match: { resources: [Condition] }, denialStyle: not-found }
- { id: no-deletes, effect: deny, match: { interactions: [delete] } }
- { id: no-practitioners, effect: deny, match: { resources: [Practitioner], interactions: [read, search] }, denialStyle: hidden }
- { id: no-everything, effect: deny, match: { operations: [everything] }, denialStyle: unauthorized }
`),
  obliging: policyOf(`
- { id: all, effect: permit, match: { interactions: ["*"] } }
- id: patients-in-part
  effect: permit
  match: { resources: [Patient], interactions: [read, search] }
  obligations: [ { redact: { elements: [Patient.birthDate], style: remove } }, { maxResults: 5 } ]
- id: final-observations
  effect: permit
  match: { resources: [Observation], interactions: [search] }
  obligations: [ { narrow: { status: final } } ]
- id: no-drafts
  effect: deny
  match: { resources: [MedicationRequest] }
  when: { eq: [resource.status, draft] }
- id: labelled
  effect: permit
  match: { resources: [Observation], interactions: [create] }
  obligations: [ { addLabel: ["http://terminology.hl7.org/CodeSystem/v3-ActReason|HMARKT"] } ]
`),
}

describe.each([
  ['without a policy', undefined, parts],
  ['with a policy that denies', policies.denying, partsWith(policies.denying)],
  ['with a policy that obliges', policies.obliging, partsWith(policies.obliging)],
])('what is explained is what the gateway does, %s', (_, policy, explaining) => {
  let road: Road
  beforeAll(async () => {
    road = await startRoad(policy === undefined ? {} : { policy })
  })
  afterAll(() => road.stop())

  test.each(r4Cases)('$table: $case', async (each) => {
    await expectAgreement(road, each, explainedRequest(requestOf(each), { scope: each.given.scopes }, [], explaining))
  })
})

test('the policies make a difference', () => {
  const effects = (explaining: typeof parts) =>
    r4Cases.map((each) => {
      const { decision, upstream } = explainedRequest(requestOf(each), { scope: each.given.scopes }, [], explaining)
      return JSON.stringify([decision.effect, upstream?.url, upstream?.bytes])
    })
  const [none, ...others] = [parts, partsWith(policies.denying), partsWith(policies.obliging)].map(effects)
  for (const each of others) expect(each.filter((effect, at) => effect !== none?.[at]).length).toBeGreaterThan(20)
})
