import { describe, expect, test } from 'vitest'
import { underRules } from './outcome.ts'

const { outcome } = underRules(`
  { id: most, effect: permit, match: { interactions: ["*"] }, obligations: [{ addLabel: ["http://s|R"] }, { maxResults: 7 }] }
`)

describe('labels are added to what is written, and no more rows leave than a rule allows', () => {
  test.each([
    ['GET /Observation/1', 'GET Observation/1'],
    ['GET /Observation', 'GET Observation?_count=7, drop-total, max-results 7'],
    ['GET /Observation?_count=5', 'GET Observation?_count=5, drop-total, max-results 7'],
    ['GET /Observation?_count=50', 'GET Observation?_count=7, drop-total, max-results 7'],
    ['GET /?_type=Patient,Encounter', 'GET ?_type=Patient,Encounter&_count=7, drop-total, max-results 7'],
    ['GET /Patient/1/*', 'GET Patient/1/*?_count=7, drop-total, max-results 7'],
    ['GET /Observation/_history', 'GET Observation/_history?_count=7, drop-total, max-results 7'],
    ['GET /Observation/_history?_count=50', 'GET Observation/_history?_count=7, drop-total, max-results 7'],
    ['DELETE /Observation/1', 'DELETE Observation/1'],
    ['DELETE /Observation?status=x', 'DELETE Observation?status=x'],
  ])('%s', (request, expected) => {
    expect(outcome(request)).toBe(expected)
  })

  test.each<[string, unknown, string, Record<string, string>?]>([
    [
      'POST /Observation',
      { resourceType: 'Observation', status: 'final', code: { text: 'x' } },
      'POST Observation, label R',
    ],
    [
      'POST /Observation',
      { resourceType: 'Observation', status: 'final', code: { text: 'x' }, meta: { security: [7] } },
      'POST Observation, label R',
    ],
    [
      'POST /Observation',
      { resourceType: 'Observation', status: 'final', code: { text: 'x' }, meta: 7 },
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'PUT /Observation/1',
      { resourceType: 'Observation', status: 'final', code: { text: 'x' }, id: '1' },
      'PUT Observation/1, label R',
    ],
    [
      'PUT /Observation?status=x',
      { resourceType: 'Observation', status: 'final', code: { text: 'x' } },
      'PUT Observation?status=x, label R',
    ],
    [
      'PATCH /Observation/1',
      [{ op: 'add', path: '/status', value: 'x' }],
      'PATCH Observation/1, check-stored u user, label R',
      { 'content-type': 'application/json-patch+json' },
    ],
    [
      'PATCH /Observation?status=x',
      [{ op: 'add', path: '/status', value: 'x' }],
      'OBLIGATION_IMPOSSIBLE',
      { 'content-type': 'application/json-patch+json' },
    ],
  ])('%s %j', (request, body, expected, headers) => {
    expect(outcome(request, body, headers)).toBe(expected)
  })
})
