import { describe, expect, test } from 'vitest'
import type { OpenOperation } from '../../../src/authorize/operations.ts'
import { underRules } from './outcome.ts'

const most = '{ id: most, effect: permit, match: { interactions: ["*"] } }'
const bulk = (name: string): OpenOperation => ({
  name,
  levels: ['system', 'type'],
  types: ['Patient'],
  permission: 's',
  reveals: [],
})
const operations = ['export', 'export-poll-status', 'count', 'docref'].map(bulk)

const looking = 'match: {}, when: { eq: [resource.language, de] }'
const redacting = 'obligations: [{ redact: { elements: [Patient.birthDate, Observation.value], style: remove } }]'

describe('operations that the site opens', () => {
  test.each([
    [`{ id: out, effect: permit, match: { interactions: [export] } }`, 'GET /$export', 'GET $export'],
    [`{ id: out, effect: permit, match: { interactions: [export] } }`, 'GET /$count?of=x', 'POLICY_NO_RULE'],
    [`{ id: out, effect: permit, match: { interactions: [operation] } }`, 'GET /$export', 'POLICY_NO_RULE'],
    [
      `${most}, { id: no, effect: deny, match: { interactions: [export] } }`,
      'GET /$export-poll-status?_jobId=1',
      'POLICY_RULE',
    ],
    [`${most}, { id: no, effect: deny, match: { interactions: [export] } }`, 'GET /$count?of=x', 'GET $count?of=x'],
    [`${most}, { id: no, effect: deny, ${looking} }`, 'GET /$export', 'OBLIGATION_IMPOSSIBLE'],
    [`${most}, { id: no, effect: deny, ${looking} }`, 'GET /Patient/$export', 'OBLIGATION_IMPOSSIBLE'],
    [`{ id: most, effect: permit, match: {}, ${redacting} }`, 'GET /$count?birthdate=2000', 'OBLIGATION_IMPOSSIBLE'],
    [
      `{ id: most, effect: permit, match: {}, ${redacting} }`,
      'GET /Patient/$count?birthdate=2000',
      'OBLIGATION_IMPOSSIBLE',
    ],
    [`${most}, { id: no, effect: deny, ${looking} }`, 'GET /$docref?x=1', 'GET $docref?x=1, drop-total, judge all'],
    [`{ id: most, effect: permit, match: {}, ${redacting} }`, 'GET /$docref?birthdate=2000', 'PARAMETER_REDACTED'],
    [`{ id: most, effect: permit, match: {}, ${redacting} }`, 'GET /$docref?value-date=2000', 'PARAMETER_REDACTED'],
    [
      `{ id: most, effect: permit, match: {}, ${redacting} }`,
      'GET /$docref?name=x',
      'GET $docref?name=x, redact Observation.value[x] Patient.birthDate',
    ],
    [
      `{ id: most, effect: permit, match: {}, ${redacting} }`,
      'GET /$meta',
      'GET $meta, redact Observation.value[x] Patient.birthDate',
    ],
  ])('%s: %s', (rules, request, expected) => {
    expect(underRules(rules, { operations }).outcome(request)).toBe(expected)
  })
})

describe('what has to be looked at is not changed by a search for it', () => {
  const { outcome } = underRules(`${most},
    { id: no, effect: deny, match: { interactions: [update, patch, delete] }, when: { eq: [resource.status, final] } }`)
  const body = { resourceType: 'Observation', id: '1', status: 'draft', code: { text: 'x' } }

  test.each<[string, unknown, string]>([
    ['PUT /Observation/1', body, 'PUT Observation/1, check-stored u user, judge status'],
    ['PUT /Observation?identifier=x', { ...body, id: undefined }, 'OBLIGATION_IMPOSSIBLE'],
    ['DELETE /Observation?identifier=x', undefined, 'OBLIGATION_IMPOSSIBLE'],
    ['DELETE /Observation/1', undefined, 'DELETE Observation/1, check-stored d user, judge status'],
  ])('%s', (request, given, expected) => {
    expect(outcome(request, given)).toBe(expected)
  })
})
