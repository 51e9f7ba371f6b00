import { describe, expect, test } from 'vitest'
import { authorize, permitPublic } from '../../src/authorize/authorize.ts'
import { validatePermissions } from '../../src/authorize/validate-mode.ts'
import type { BundleInteraction, OperationInteraction, SingleInteraction } from '../../src/fhir/interaction.ts'
import { get, languageOf, send } from '../fixtures/language.ts'
import { authorityOf, callerWith, circumstances } from '../fixtures/principal.ts'
import { outcome } from './confine/outcome.ts'

const parameters = { resourceType: 'Parameters', parameter: [] }
const observed = { resourceType: 'Observation' }
const claim = { resourceType: 'Claim' }

describe('what a criterion looks into has to be held whole, in the context of the request', () => {
  test.each([
    ['user/Patient.rs user/Observation.rs?_tag=a', 'GET /Patient?_has:Observation:subject:code=x', 'SCOPE_MISSING'],
    [
      'user/Patient.rs user/Observation.rs',
      'GET /Patient?_has:Observation:subject:code=x',
      'GET Patient?_has:Observation:subject:code=x',
    ],
    ['user/Observation.rs user/Patient.rs?_tag=a', 'GET /Observation?patient.name=x', 'SCOPE_MISSING'],
    ['user/Observation.rs user/Patient.rs', 'GET /Observation?patient.name=x', 'GET Observation?patient.name=x'],
    [
      'user/Observation.rs system/Organization.rs',
      'GET /Observation?_include=Observation:performer:Organization&_include:iterate=Organization:partof',
      'GET Observation?_include=Observation:performer:Organization&_include:iterate=Organization:partof',
    ],
  ])('%s: %s', (scopes, request, expected) => {
    expect(outcome(scopes, request)).toBe(expected)
  })
})

describe('a further scope never makes an answer smaller', () => {
  test.each([
    ['patient/Observation.rs user/Observation.rs', 'GET /Observation', 'GET Observation'],
    ['user/Observation.rs?_tag=a system/Observation.rs', 'GET /Observation', 'GET Observation'],
    ['patient/*.cruds user/*.cruds', 'DELETE /Observation/1', 'DELETE Observation/1'],
  ])('%s: %s', (scopes, request, expected) => {
    expect(outcome(scopes, request)).toBe(expected)
  })
})

describe('a granular scope counts for the permission that it gives', () => {
  const [reads, searches] = [
    'user/Observation.r?_tag=a user/Observation.s',
    'user/Observation.r user/Observation.s?_tag=a',
  ]

  test.each([
    [reads, 'GET /Observation/1', true],
    [reads, 'GET /Observation/1/_history/2', true],
    [reads, 'GET /Observation/1/_history', true],
    [reads, 'GET /Observation/_history', false],
    [searches, 'GET /Observation/1', false],
    [searches, 'GET /Observation/1/_history/2', false],
    [searches, 'GET /Observation/1/_history', false],
    [searches, 'GET /Observation/_history', true],
    [searches, 'GET /?_type=Observation', true],
    ['user/Observation.d?_tag=a user/Observation.u', 'DELETE /Observation/1', true],
    ['user/Observation.d user/Observation.u?_tag=a', 'DELETE /Observation/1', false],
  ])('%s: %s: %s', (scopes, request, isJudged) => {
    expect(/drop-total|check-stored/.test(outcome(scopes, request))).toBe(isJudged)
  })

  test.each<[string, string, object | undefined, string]>([
    [searches, 'GET /Observation/$stats?subject=Patient/p1', undefined, 'CANNOT_BE_CONFINED'],
    [searches, 'GET /Observation/$meta', undefined, 'CANNOT_BE_CONFINED'],
    [searches, 'GET /Observation/1/$meta', undefined, 'GET Observation/1/$meta'],
    [reads, 'GET /Observation/$stats?subject=Patient/p1', undefined, 'GET Observation/$stats?subject=Patient/p1'],
    [reads, 'GET /Observation/1/$meta', undefined, 'CANNOT_BE_CONFINED'],
    ['user/Observation.s?_tag=a', 'GET /Observation/$stats?subject=Patient/p1', undefined, 'CANNOT_BE_CONFINED'],
    ['user/List.s?_tag=a', 'GET /List/$find?patient=p1&name=x', undefined, 'CANNOT_BE_CONFINED'],
    ['user/Patient.s?_tag=a', 'POST /Patient/$match', parameters, 'CANNOT_BE_CONFINED'],
    ['user/Observation.c?_tag=a', 'POST /Observation/$validate', observed, 'CANNOT_BE_CONFINED'],
    ['patient/Observation.c?_tag=a', 'POST /Observation/$validate', observed, 'CANNOT_BE_CONFINED'],
    ['user/Claim.c?_tag=a user/ClaimResponse.r', 'POST /Claim/$submit', claim, 'CANNOT_BE_CONFINED'],
    ['user/Claim.cr user/ClaimResponse.r?_tag=a', 'POST /Claim/$submit', claim, 'CANNOT_BE_CONFINED'],
    ['user/Claim.c user/ClaimResponse.r', 'POST /Claim/$submit', claim, 'POST Claim/$submit'],
    [searches, 'POST /Observation/$lastn', parameters, 'CANNOT_BE_CONFINED'],
  ])('of an operation: %s: %s', (scopes, request, body, expected) => {
    expect(outcome(scopes, request, body)).toBe(expected)
  })

  test.each([
    ['user/Observation.u?_tag=a user/Observation.c', true],
    ['user/Observation.u user/Observation.d?_tag=a', false],
  ])('of a patch: %s', (scopes, isJudged) => {
    const patch = { 'content-type': 'application/json-patch+json' }
    const steps = [{ op: 'add', path: '/status', value: 'final' }]
    expect(outcome(scopes, 'PATCH /Observation/1', steps, patch).includes('check-stored')).toBe(isJudged)
  })
})

describe('operations of the launched patient’s app', () => {
  test.each([
    ['GET /Patient/p1/$meta', 'OPERATION_CLOSED'],
    [
      'GET /DocumentReference/$docref?patient=p1',
      'GET DocumentReference/$docref?patient=Patient/p1, confine by patient, drop-total',
    ],
    ['GET /DocumentReference/$docref?patient=p2', 'OUTSIDE_COMPARTMENT'],
    ['GET /ValueSet/$expand?url=http://x', 'GET ValueSet/$expand?url=http://x'],
  ])('%s', (request, expected) => {
    expect(outcome('patient/*.cruds', request)).toBe(expected)
  })

  test('what is only validated is nobody’s yet', () => {
    const body = { resourceType: 'Observation', status: 'final', code: { text: 'x' } }
    expect(outcome('patient/*.cruds', 'POST /Observation/$validate', body)).toBe('POST Observation/$validate')
    expect(outcome('patient/*.cruds', 'POST /Observation/1/$validate', body)).toBe('OPERATION_CLOSED')
  })
})

test.each([
  [[], undefined, ['c']],
  [['delete'], undefined, ['d']],
  [['create'], undefined, ['c']],
  [['create', 'delete'], undefined, ['c', 'd']],
  [[], [{ name: 'mode', valueCode: 'delete' }], ['d']],
  [[], [{ name: 'profile', valueUri: 'delete' }], ['c']],
  [['create'], [{ name: 'mode', valueString: 'delete' }, 7], ['c', 'd']],
] as const)('$validate with the modes %j and %j needs %j', (modes, parameter, expected) => {
  const call = {
    parameters: modes.map((value) => ({ name: 'mode', value })),
    body: parameter && { value: { resourceType: 'Parameters', parameter } },
  }
  expect(validatePermissions(call as unknown as OperationInteraction, 'c')).toEqual(expected)
})

test('what is open to everyone needs nothing and may hold capabilities alone', () => {
  expect(permitPublic(get('/metadata') as SingleInteraction)).toMatchObject({
    effect: 'permit',
    requirements: [],
    obligations: [{ kind: 'guard', types: new Set(['CapabilityStatement', 'TerminologyCapabilities']) }],
  })
})

test('the entries of a batch are decided one by one, those of a transaction together', () => {
  const { definitions } = languageOf()
  const decide = (type: string) => {
    const entry = ['Patient/1', 'Flag/1'].map((url) => ({ request: { method: 'GET', url } }))
    const bundle = send('POST', '/', { resourceType: 'Bundle', type, entry }) as BundleInteraction
    return authorize(bundle, callerWith('user/Patient.r', definitions), authorityOf(definitions), circumstances)
  }
  expect(decide('batch')).toMatchObject({ effect: 'permit', reason: { code: 'ENTRIES_DECIDED' }, obligations: [] })
  const denied = decide('transaction')
  expect(denied).toMatchObject({ effect: 'deny', cause: 'scope', reason: { code: 'ENTRY_DENIED' } })
  expect(denied).not.toHaveProperty('stepUp')
  expect(denied).not.toHaveProperty('style')
})
