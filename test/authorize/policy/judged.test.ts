import { describe, expect, test } from 'vitest'
import { underRules } from './outcome.ts'

const { outcome } = underRules(`
  { id: most, effect: permit, match: { interactions: ["*"] } },
  { id: no-hiv, effect: deny, match: { resources: [Observation] }, when: { eq: [resource.code.coding.code, hiv] } },
  { id: no-coverage, effect: deny, match: { resources: [Coverage] } }
`)

describe('what rules look at one by one is judged, and pages are filled', () => {
  test.each([
    ['GET /Observation/1', 'GET Observation/1, drop-total, judge code'],
    ['GET /Observation/1?_elements=code', 'GET Observation/1, drop-total, judge code, without _elements'],
    ['GET /Observation?status=final', 'GET Observation?status=final&_count=20, drop-total, fill 20, judge code'],
    ['GET /Observation?_count=5', 'GET Observation?_count=20, drop-total, fill 5, judge code'],
    ['GET /Observation?_summary=count', 'GET Observation?_summary=count, drop-total, judge code'],
    ['GET /Observation?_summary=true', 'GET Observation?_count=20, drop-total, fill 20, judge code, without _summary'],
    [
      'GET /Observation?_elements=code',
      'GET Observation?_count=20, drop-total, fill 20, judge code, without _elements',
    ],
    ['GET /Observation/1/_history', 'GET Observation/1/_history?_count=20, drop-total, fill 20, judge code'],
    ['GET /Observation/_history', 'GET Observation/_history?_count=20, drop-total, fill 20, judge code'],
    ['GET /Coverage/1', 'POLICY_RULE'],
    ['GET /Coverage', 'POLICY_RULE'],
    ['GET /Encounter?status=x', 'GET Encounter?status=x'],
    [
      'GET /?_type=Observation,Coverage',
      'GET ?_type=Observation&_count=20, drop-total, fill 20, judge code, without types other than Observation',
    ],
    ['GET /?_type=Coverage', 'POLICY_RULE'],
    ['GET /?_type=Encounter,Coverage', 'GET ?_type=Encounter, drop-total, without types other than Encounter'],
    ['GET /?_type=Encounter', 'GET ?_type=Encounter'],
    ['GET /Encounter?_revinclude=Observation:encounter', 'GET Encounter?_revinclude=Observation:encounter'],
    ['GET /Encounter?_include=Encounter:subject', 'GET Encounter?_include=Encounter:subject'],
    ['GET /Claim?_include=Claim:patient', 'GET Claim?_include=Claim:patient'],
    ['GET /Patient?_revinclude=Coverage:beneficiary', 'GET Patient, without _revinclude=Coverage:beneficiary'],
    ['GET /Patient?_revinclude=*', 'PARAMETER_CLOSED'],
    [
      'GET /Observation?_include=Observation:has-member',
      'GET Observation?_include=Observation:has-member:MolecularSequence&_include=Observation:has-member:QuestionnaireResponse&_count=20, drop-total, fill 20, judge code, without _include=Observation:has-member',
    ],
    [
      'GET /Observation?_include=Observation:subject',
      'GET Observation?_include=Observation:subject&_count=20, drop-total, fill 20, judge code',
    ],
    ['GET /Patient?_has:Observation:patient:code=x', 'OBLIGATION_IMPOSSIBLE'],
    ['GET /Patient?_has:Coverage:beneficiary:type=x', 'POLICY_RULE'],
    ['GET /Patient?_has:Encounter:patient:status=x', 'GET Patient?_has:Encounter:patient:status=x'],
    ['GET /Observation?has-member.status=x', 'OBLIGATION_IMPOSSIBLE'],
    [
      'GET /Observation?encounter.status=x',
      'GET Observation?encounter.status=x&_count=20, drop-total, fill 20, judge code',
    ],
    ['GET /Observation?_sort=date', 'GET Observation?_sort=date&_count=20, drop-total, fill 20, judge code'],
    ['DELETE /Observation/1', 'DELETE Observation/1, check-stored d user, judge code'],
    ['DELETE /Encounter/1', 'DELETE Encounter/1'],
    ['DELETE /Observation?status=x', 'OBLIGATION_IMPOSSIBLE'],
    ['DELETE /Encounter?status=x', 'DELETE Encounter?status=x'],
    ['GET /Patient/1/$everything', 'GET Patient/1/$everything'],
    [
      'GET /Observation/$lastn?patient=1&category=x',
      'GET Observation/$lastn?patient=1&category=x, drop-total, judge code',
    ],
    ['GET /ValueSet/$expand?url=http://x', 'GET ValueSet/$expand?url=http://x'],
    ['GET /metadata', 'GET metadata'],
  ])('%s', (request, expected) => {
    expect(outcome(request)).toBe(expected)
  })

  test.each<[string, unknown, string, Record<string, string>?]>([
    ['POST /Observation', { resourceType: 'Observation', status: 'final', code: { text: 'x' } }, 'POLICY_RULE'],
    [
      'POST /Observation',
      { resourceType: 'Observation', status: 'final', code: { coding: [{ code: 'hiv' }] } },
      'POLICY_RULE',
    ],
    [
      'POST /Observation',
      { resourceType: 'Observation', status: 'final', code: { coding: [{ code: 'bp' }] } },
      'POST Observation, judge code',
    ],
    [
      'PUT /Observation/1',
      { resourceType: 'Observation', status: 'final', code: { coding: [{ code: 'bp' }] }, id: '1' },
      'PUT Observation/1, check-stored u user, judge code',
    ],
    [
      'PUT /Observation/1',
      { resourceType: 'Observation', status: 'final', code: { coding: [{ code: 'hiv' }] }, id: '1' },
      'POLICY_RULE',
    ],
    [
      'PUT /Observation?status=x',
      { resourceType: 'Observation', status: 'final', code: { coding: [{ code: 'bp' }] } },
      'OBLIGATION_IMPOSSIBLE',
    ],
    [
      'PUT /Encounter?status=x',
      { resourceType: 'Encounter', status: 'planned', class: { code: 'AMB' } },
      'PUT Encounter?status=x',
    ],
    [
      'PATCH /Observation/1',
      [{ op: 'add', path: '/status', value: 'x' }],
      'PATCH Observation/1, check-stored u user, judge code',
      { 'content-type': 'application/json-patch+json' },
    ],
    [
      'PATCH /Observation/1',
      [
        { op: 'test', path: '/status', value: 'x' },
        { op: 'add', path: '/status', value: 'x' },
      ],
      'PATCH Observation/1, check-stored u user, judge code',
      { 'content-type': 'application/json-patch+json' },
    ],
    [
      'PATCH /Encounter/1',
      [{ op: 'add', path: '/status', value: 'x' }],
      'PATCH Encounter/1',
      { 'content-type': 'application/json-patch+json' },
    ],
    ['POST /Coverage', { resourceType: 'Coverage' }, 'POLICY_RULE'],
    [
      'POST /Observation',
      { resourceType: 'Observation', status: 'final', code: { coding: [{ code: 'bp' }] } },
      'OBLIGATION_IMPOSSIBLE',
      { 'if-none-exist': 'identifier=a' },
    ],
    [
      'POST /Encounter',
      { resourceType: 'Encounter', status: 'planned', class: { code: 'AMB' } },
      'POST Encounter if none exist: identifier=a',
      { 'if-none-exist': 'identifier=a' },
    ],
    [
      'POST /Observation/$validate',
      { resourceType: 'Observation', status: 'final', code: { text: 'x' } },
      'OBLIGATION_IMPOSSIBLE',
    ],
  ])('%s %j', (request, body, expected, headers) => {
    expect(outcome(request, body, headers)).toBe(expected)
  })
})
