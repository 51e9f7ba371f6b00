import { describe, expect, test } from 'vitest'
import type { PolicyCase } from '../../../src/authorize/policy/policy-case.ts'
import { refusedSubscribed } from '../../../src/authorize/policy/subscribed.ts'
import type { Subscribed } from '../../../src/fhir/interaction.ts'
import { compileRules } from '../../../src/policy/compile-rules.ts'
import type { Rule } from '../../../src/policy/language.ts'
import { circumstances, knowledge, policy, principal, rule } from '../../policy/documents.ts'
import { underRules } from './outcome.ts'

const most = '{ id: most, effect: permit, match: { interactions: ["*"] } }'
const onObservations = (more: string) =>
  `{ id: o, effect: permit, match: { interactions: ["*"], resources: [Observation] }, ${more} }`
const others =
  '{ id: others, effect: permit, match: { interactions: ["*"], resources: [Subscription, Patient, Encounter] } }'

const note = { type: 'Observation', path: ['note'], style: 'remove' } as const

function subscribe(rules: string, criteria: string): string {
  const channel = { type: 'rest-hook', endpoint: 'https://app.example.org/hook' }
  const body = { resourceType: 'Subscription', status: 'requested', reason: 'x', criteria, channel }
  return underRules(rules).outcome('POST /Subscription', body)
}

describe('a Subscription is sent past the gateway, so all it finds has to be permitted as it is', () => {
  test.each([
    ['everything', most, 'Observation?code=x', 'POST Subscription'],
    [
      'the type',
      `${others}, ${onObservations('obligations: [{ notify: x }]')}`,
      'Observation?code=x',
      'POST Subscription',
    ],
    ['another type', others, 'Observation?code=x', 'POLICY_NO_RULE'],
    [
      'searches alone',
      `${others}, { id: s, effect: permit, match: { interactions: [search] } }`,
      'Observation?code=x',
      'POLICY_NO_RULE',
    ],
    [
      'some of them',
      `${others}, ${onObservations('when: { eq: [resource.status, final] }')}`,
      'Observation?code=x',
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'what is narrowed',
      `${others}, ${onObservations('obligations: [{ narrow: { status: final } }]')}`,
      'Observation?code=x',
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'what is redacted',
      `${others}, ${onObservations('obligations: [{ redact: { elements: [Observation.note], style: remove } }]')}`,
      'Observation?code=x',
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'so many',
      `${others}, ${onObservations('obligations: [{ maxResults: 5 }]')}`,
      'Observation?code=x',
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'what is labelled',
      `${others}, ${onObservations('obligations: [{ addLabel: ["http://s|R"] }]')}`,
      'Observation?code=x',
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'a criterion that looks elsewhere',
      `${most}, { id: no, effect: deny, match: { resources: [Flag] } }`,
      'Observation?patient.name=x',
      'POST Subscription',
    ],
  ])('%s', (_, rules, criteria, expected) => {
    expect(subscribe(rules, criteria)).toBe(expected)
  })
})

test.each<[string, readonly Rule[], string | undefined]>([
  ['everything is permitted', [rule('most')], undefined],
  ['some type is not', [rule('most'), rule('no', { effect: 'deny', match: { resources: ['Flag'] } })], 'POLICY_RULE'],
  ['some type is in part', [rule('most', { obligations: { redact: [note] } })], 'OBLIGATION_IMPOSSIBLE'],
])('where its type is not said every type counts: %s', (_, rules, code) => {
  const book = compileRules(policy(rules), knowledge)
  const ask: PolicyCase['ask'] = (question) => book.ask(question, principal(), circumstances)
  const theCase = { ask, authority: { definitions: knowledge.definitions } } as PolicyCase
  expect(refusedSubscribed({ type: '*' } as Subscribed, theCase)?.code).toBe(code)
})
