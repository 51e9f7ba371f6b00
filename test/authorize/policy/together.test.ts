import { describe, expect, test } from 'vitest'
import type { Permit } from '../../../src/authorize/decision.ts'
import { underRules } from './outcome.ts'

const most = '{ id: most, effect: permit, match: { interactions: ["*"] } }'
const onHiv = 'when: { eq: [resource.code.coding.code, hiv] }'
const hiv = { resourceType: 'Observation', status: 'final', code: { coding: [{ code: 'hiv' }] } }

test('what the policy tells of a batch is told of all its entries together, each thing once', () => {
  const { decide } = underRules(`
    ${most},
    { id: told, effect: permit, match: { interactions: [read], resources: [Patient] }, obligations: [{ notify: office }, { audit: comprehensive }] },
    { id: tried, effect: deny, mode: shadow, match: { interactions: [read] } }
  `)
  const bundle = (...urls: string[]) => ({
    resourceType: 'Bundle',
    type: 'batch',
    entry: urls.map((url) => ({ request: { method: 'GET', url } })),
  })
  const { policy } = decide('POST /', bundle('Patient/1', 'Patient/2', 'Flag/1'))
  expect(policy).toMatchObject({ audit: 'comprehensive', notify: ['office'] })
  expect(policy!.rules.map(({ id }) => id).sort()).toEqual(['most', 'told'])
  expect(policy!.shadow).toEqual([{ rule: 'tried', from: 'permit', to: 'deny' }])
  expect(decide('POST /', bundle('Flag/1')).policy).toMatchObject({ audit: 'minimal', notify: [] })
})

describe('histories and pages over several types', () => {
  const judged = `${most}, { id: no, effect: deny, match: { resources: [Observation] }, ${onHiv} }`
  const few = `{ id: most, effect: permit, match: { interactions: ["*"] }, obligations: [{ maxResults: 7 }] }`

  test.each([
    [most, 'GET /_history', 'GET _history'],
    [judged, 'GET /_history', 'GET _history?_count=20, drop-total, fill 20'],
    [few, 'GET /_history', 'GET _history?_count=7, drop-total, max-results 7'],
    [judged, 'GET /Observation?_count=0', 'GET Observation?_count=0, drop-total'],
    [judged, 'GET /Observation?_total=none&_count=5', 'GET Observation?_total=none&_count=20, drop-total, fill 5'],
    [judged, 'GET /Observation?_count=1000', 'GET Observation?_count=500, drop-total, fill 500'],
  ])('%s %s', (rules, request, expected) => {
    expect(
      underRules(rules)
        .outcome(request)
        .replace(/, judge .*/, ''),
    ).toBe(expected)
  })
})

describe('operations', () => {
  const noReading = `${most}, { id: no, effect: deny, match: { interactions: [read], resources: [Observation] }, ${onHiv} }`
  const judged = `${most}, { id: no, effect: deny, match: { resources: [Observation] }, ${onHiv} }`
  const redacted =
    '{ id: most, effect: permit, match: { interactions: ["*"] }, obligations: [{ redact: { elements: [Patient.birthDate], style: remove } }] }'

  test.each([
    [noReading, 'user', 'GET /Observation/$lastn?max=1', 'GET Observation/$lastn?max=1, drop-total'],
    [
      judged,
      'system',
      'GET /Observation/1/$meta',
      'GET Observation/1/$meta, check-stored r system, drop-total, judge code',
    ],
    [judged, 'system', 'GET /Observation/$meta', 'OBLIGATION_IMPOSSIBLE'],
    [judged, 'system', 'GET /Encounter/1/$meta', 'GET Encounter/1/$meta'],
  ])('%s by %s: %s', (rules, context, request, expected) => {
    expect(underRules(rules, { scopes: `${context}/*.cruds` }).outcome(request)).toBe(expected)
  })

  test('what looks for redacted elements is refused; what tells of none is not', () => {
    const { outcome } = underRules(redacted)
    const patient = { resourceType: 'Patient' }
    const parameters = { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: patient }] }
    expect(outcome('POST /Patient/$validate', patient)).toBe('POST Patient/$validate, redact Patient.birthDate')
    expect(outcome('POST /Patient/$match', parameters)).toBe('OBLIGATION_IMPOSSIBLE')
  })
})

test('a patch that tests what is stored reads it', () => {
  const { decide } = underRules(`
    ${most}, { id: no, effect: deny, match: { interactions: [read] }, ${onHiv} },
    { id: no-drafts, effect: deny, match: { interactions: [patch] }, when: { eq: [resource.status, draft] } }
  `)
  const patch = { 'content-type': 'application/json-patch+json' }
  const add = { op: 'add', path: '/status', value: 'final' }
  const stored = (...steps: object[]) => (decide('PATCH /Observation/1', steps, patch) as Permit).reach!.stored(hiv)
  expect(stored(add)).toBeUndefined()
  expect(stored({ op: 'test', path: '/status', value: 'final' }, add)).toMatchObject({ code: 'POLICY_RULE' })
  expect(stored({ op: 'copy', path: '/status', from: '/language' })).toMatchObject({ code: 'POLICY_RULE' })
})

test('the condition of a write is a search', () => {
  const { outcome } = underRules(
    `${most}, { id: no, effect: deny, match: { interactions: [search], resources: [Encounter] } }`,
  )
  expect(outcome('DELETE /Encounter?status=x')).toBe('POLICY_RULE')
  expect(outcome('DELETE /Encounter/1')).toBe('DELETE Encounter/1')
  expect(outcome('DELETE /Observation?status=x')).toBe('DELETE Observation?status=x')
})
