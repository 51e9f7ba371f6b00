import { expect, test } from 'vitest'
import type { Permit } from '../../../src/authorize/decision.ts'
import { underRules } from './outcome.ts'

const rules = `
  { id: most, effect: permit, match: { interactions: [create, update, patch, read, vread, search, history, operation] } },
  { id: no-reading, effect: deny, match: { interactions: [read], resources: [Observation, Encounter] } },
  { id: no-searching, effect: deny, match: { interactions: [search], resources: [Condition] } }
`
const { decide } = underRules(rules)
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } }
const patch = { 'content-type': 'application/json-patch+json' }

function leaves(type: string, ...asked: Parameters<typeof decide>): string {
  const { effect, reach } = decide(...asked) as Permit
  expect(effect).toBe('permit')
  return reach!.leaving(type).effect
}

test.each<[string, string, string, unknown?, Record<string, string>?]>([
  ['Observation', 'deny', 'POST /Observation', observation],
  ['Observation', 'deny', 'PUT /Observation/1', { ...observation, id: '1' }],
  ['Observation', 'deny', 'PATCH /Observation/1', [{ op: 'add', path: '/status', value: 'x' }], patch],
  [
    'Condition',
    'permit',
    'PUT /Condition/1',
    { resourceType: 'Condition', id: '1', subject: { reference: 'Patient/1' } },
  ],
  ['Observation', 'permit', 'GET /Observation'],
  ['Encounter', 'deny', 'GET /Observation'],
  ['Patient', 'permit', 'GET /Observation'],
  ['Observation', 'permit', 'GET /Observation/_history'],
  ['Encounter', 'deny', 'GET /Observation/_history'],
  ['Observation', 'permit', 'GET /?_type=Observation,Encounter'],
  ['Encounter', 'permit', 'GET /?_type=Observation,Encounter'],
  ['Condition', 'permit', 'GET /Condition/1'],
  ['Observation', 'deny', 'GET /Condition/1'],
  ['Observation', 'permit', 'GET /Observation/1/_history/2'],
  ['Encounter', 'deny', 'GET /Observation/1/_history/2'],
  ['Observation', 'deny', 'GET /Patient/1/$everything'],
  ['Patient', 'permit', 'GET /Patient/1/$everything'],
])('a %s that leaves is left to the policy: %s by %s', (type, effect, request, body, headers) => {
  expect(leaves(type, request, body, headers)).toBe(effect)
})

test('what may be written and not read does not come back', () => {
  const writing = underRules('{ id: writing, effect: permit, match: { interactions: [create, update, patch] } }')
  const { reach } = writing.decide('POST /Observation', observation) as Permit
  expect(reach!.leaving('Observation').effect).toBe('deny')
  const update = writing.decide('PUT /Observation/1', { ...observation, id: '1' }) as Permit
  expect(update.reach!.leaving('Observation').effect).toBe('deny')
})

test.each([
  ['GET /Observation', 'status=final'],
  ['GET /Observation?code=x', 'status=final'],
  ['GET /Observation/1', ''],
  ['GET /Patient', ''],
])('what the policy adds to %s is remembered, for links to further pages: %s', (request, added) => {
  const narrowed = underRules(`
    { id: final, effect: permit, match: { interactions: ["*"], resources: [Observation] }, obligations: [{ narrow: { status: final } }] },
    { id: rest, effect: permit, match: { interactions: ["*"], resources: [Patient] } }
  `)
  expect((narrowed.decide(request) as Permit).reach!.added).toBe(added)
})
