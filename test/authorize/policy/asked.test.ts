import { describe, expect, test } from 'vitest'
import { underRules } from './outcome.ts'

const most = '{ id: most, effect: permit, match: { interactions: ["*"] } }'
const no = (match: string, more = '') => `{ id: no, effect: deny, match: ${match}${more} }`
const onHiv = ', when: { eq: [resource.code.coding.code, hiv] }'
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } }

describe('each part of a request is asked as what it is', () => {
  test.each([
    ['a list is read', no('{ interactions: [read], resources: [List] }'), 'GET /Encounter?_list=1', 'POLICY_RULE'],
    [
      'and not searched',
      no('{ interactions: [search], resources: [List] }'),
      'GET /Encounter?_list=1',
      'GET Encounter?_list=1',
    ],
    [
      'a chain searches',
      no('{ interactions: [search], resources: [Patient] }'),
      'GET /Encounter?patient.name=x',
      'POLICY_RULE',
    ],
    [
      'and does not read',
      no('{ interactions: [read], resources: [Patient] }'),
      'GET /Encounter?patient.name=x',
      'GET Encounter?patient.name=x',
    ],
    [
      'a chain into any type searches all',
      no('{ interactions: [search], resources: [Flag] }'),
      'GET /List?item._id=1',
      'POLICY_RULE',
    ],
    ['a list of all that changed', no('{ resources: [Flag], interactions: [read] }'), 'GET /_history', 'GET _history'],
    ['an operation on all', no('{ resources: [Flag], interactions: [read] }'), 'GET /$meta', 'GET $meta'],
    [
      'an operation on what is not read',
      no('{ interactions: [read] }'),
      'GET /Observation/1/$meta',
      'GET Observation/1/$meta',
    ],
    [
      'an operation on what is looked at',
      no('{ resources: [Observation] }', onHiv),
      'GET /Observation/1/$meta',
      'GET Observation/1/$meta, check-stored r user, drop-total, judge code',
    ],
  ])('%s', (_, rule, request, expected) => {
    expect(underRules(`${most}, ${rule}`).outcome(request)).toBe(expected)
  })

  test('what is not read whole is not written, even where a write is not redacted', () => {
    const { outcome } = underRules(`
      { id: writing, effect: permit, match: { interactions: [create, update] } },
      { id: reading, effect: permit, match: { interactions: [read] }, obligations: [{ redact: { elements: [Observation.note], style: remove } }] }
    `)
    expect(outcome('PUT /Observation/1', { ...observation, id: '1' })).toBe('OBLIGATION_IMPOSSIBLE')
    expect(outcome('POST /Observation', observation)).toBe('POST Observation')
  })
})

test('a batch or transaction may be forbidden as such', () => {
  const bundle = (type: string) => ({
    resourceType: 'Bundle',
    type,
    entry: [{ request: { method: 'GET', url: 'Patient/1' } }],
  })
  const { decide } = underRules(`${most}, ${no('{ interactions: [batch] }')}`)
  expect(decide('POST /', bundle('batch'))).toMatchObject({ effect: 'deny', reason: { code: 'POLICY_RULE' } })
  expect(decide('POST /', bundle('transaction')).effect).toBe('permit')
})

describe('a stored version that rules look at is looked at once, for the scopes and for the policy', () => {
  const rules = `${most}, ${no('{ resources: [Observation] }', onHiv)}`

  test.each([
    ['user/*.cruds', 'DELETE Observation/1, check-stored d user, judge code'],
    ['system/*.cruds', 'DELETE Observation/1, check-stored d system, judge code'],
    ['user/Observation.cruds?_tag=a', 'DELETE Observation/1, check-stored d user, judge code'],
  ])('%s', (scopes, expected) => {
    expect(underRules(rules, { scopes }).outcome('DELETE /Observation/1')).toBe(expected)
  })
})

test('a search of what only one patient’s rule permits asks for that patient', () => {
  const rules = '{ id: own, effect: permit, match: { interactions: ["*"], relation: context } }'
  const { outcome } = underRules(rules, { patient: 'p1' })
  expect(outcome('GET /Observation')).toMatch(/^GET Observation\?patient=Patient\/p1&_count=20, .*restrict by patient/)
  expect(outcome('GET /Organization')).not.toContain('restrict')
  expect(outcome('GET /Practitioner')).not.toContain('restrict')
})

test('of what the caller gives itself it is not hidden that a rule leaves it out; of what is stored it is', () => {
  const { decide } = underRules(
    '{ id: final, effect: permit, match: { interactions: ["*"], resources: [Observation] }, obligations: [{ narrow: { status: final } }] }',
  )
  const draft = { ...observation, status: 'draft' }
  const given = decide('POST /Observation', draft)
  expect(given).toMatchObject({ effect: 'deny', reason: { code: 'OBLIGATION_IMPOSSIBLE' } })
  expect(given).not.toHaveProperty('style')
  const deletion = decide('DELETE /Observation/1')
  expect(deletion.effect === 'permit' && deletion.reach?.stored(draft)).toMatchObject({ style: 'not-found' })
  expect(deletion.effect === 'permit' && deletion.reach?.stored(observation)).toBeUndefined()
})
