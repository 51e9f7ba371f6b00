import { describe, expect, test } from 'vitest'
import { underRules } from './outcome.ts'

const { outcome } = underRules(`
  { id: final, effect: permit, match: { interactions: ["*"], resources: [Observation] }, obligations: [{ narrow: { status: final } }] },
  { id: rest, effect: permit, match: { interactions: ["*"], resources: [Patient, Encounter] } }
`)

describe('what a rule narrows is asked for where it can be, and told of each resource where it cannot', () => {
  test.each([
    ['GET /Observation/1', 'GET Observation/1, drop-total'],
    ['GET /Observation', 'GET Observation?status=final, restrict by status'],
    ['GET /Observation?status=draft', 'GET Observation?status=draft&status=final, restrict by status'],
    [
      'GET /?_type=Observation,Patient',
      'GET ?_type=Observation,Patient&_count=20, drop-total, fill 20, restrict by status',
    ],
    ['GET /?_type=Patient,Encounter', 'GET ?_type=Patient,Encounter'],
    ['GET /?_type=Patient,Coverage', 'GET ?_type=Patient, drop-total, without types other than Patient'],
    [
      'GET /?_id=1',
      'GET ?_id=1&_type=Encounter,Observation,Patient&_count=20, drop-total, fill 20, restrict by status, without types other than Encounter, Observation, Patient',
    ],
    ['GET /Coverage', 'POLICY_NO_RULE'],
    [
      'GET /_history',
      'GET _history?_count=20, drop-total, fill 20, without types other than Encounter, Observation, Patient',
    ],
    ['GET /Coverage/_history', 'POLICY_NO_RULE'],
    ['GET /Patient?_revinclude=Observation:subject', 'GET Patient?_revinclude=Observation:subject'],
    ['GET /Patient?_has:Observation:subject:code=x', 'OBLIGATION_IMPOSSIBLE'],
    ['DELETE /Observation/1', 'DELETE Observation/1, check-stored d user'],
    ['GET /Observation/_history', 'GET Observation/_history?_count=20, drop-total, fill 20'],
    ['GET /Observation/$lastn?patient=1&category=x', 'GET Observation/$lastn?patient=1&category=x, drop-total'],
    ['GET /Patient/1/$everything', 'GET Patient/1/$everything'],
  ])('%s', (request, expected) => {
    expect(outcome(request)).toBe(expected)
  })

  test.each<[string, unknown, string, Record<string, string>?]>([
    ['POST /Observation', { resourceType: 'Observation', status: 'final', code: { text: 'x' } }, 'POST Observation'],
    [
      'POST /Observation',
      { resourceType: 'Observation', status: 'draft', code: { text: 'x' } },
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'PUT /Observation/1',
      { resourceType: 'Observation', status: 'final', code: { text: 'x' }, id: '1' },
      'PUT Observation/1, check-stored u user',
    ],
    [
      'PUT /Observation/1',
      { resourceType: 'Observation', status: 'draft', code: { text: 'x' }, id: '1' },
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'PUT /Observation?code=x',
      { resourceType: 'Observation', status: 'final', code: { text: 'x' } },
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'PATCH /Observation/1',
      [{ op: 'add', path: '/status', value: 'x' }],
      'PATCH Observation/1, check-stored u user',
      { 'content-type': 'application/json-patch+json' },
    ],
  ])('%s %j', (request, body, expected, headers) => {
    expect(outcome(request, body, headers)).toBe(expected)
  })
})
