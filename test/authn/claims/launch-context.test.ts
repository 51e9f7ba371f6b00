import { describe, expect, test } from 'vitest'
import { readLaunchContext } from '../../../src/authn/claims/launch-context.ts'
import { claimNames } from '../../fixtures/issuer.ts'

const BASE = 'https://fhir.example.org/fhir'
const OTHER = 'https://other.example.org/fhir'

function read(claims: object, patientReference = false) {
  const reading = { patientReference, locations: new Set([BASE]) }
  const context = readLaunchContext(claims as Record<string, unknown>, claimNames, reading)
  return 'unauthenticated' in context ? `${context.unauthenticated} ${context.detail}` : context
}

describe('the patient', () => {
  test.each<[unknown, boolean, string | undefined]>([
    ['p1', false, 'p1'],
    ['p1', true, 'p1'],
    ['Patient/p1', true, 'p1'],
    [undefined, true, undefined],
  ])('%j, references taken: %s', (patient, references, expected) => {
    expect(read({ patient }, references)).toMatchObject({ patient: expected })
  })

  test.each<[unknown, boolean]>([
    ['Patient/p1', false],
    ...[
      'Patient/',
      'Patient/..',
      'Patient/p1/x',
      'Practitioner/p1',
      'patient/p1',
      '/Patient/p1',
      'Patient/Patient/p1',
    ].map((patient): [unknown, boolean] => [patient, true]),
    ...['', '.', 'p 1', 'p1/..', 'p'.repeat(65), ['p1'], 7, {}, null, true].map((patient): [unknown, boolean] => [
      patient,
      true,
    ]),
  ])('%j is refused, references taken: %s', (patient, references) => {
    expect(read({ patient }, references)).toBe('CONTEXT_INVALID patient')
  })
})

describe('what only informs must have its type', () => {
  test.each([
    { need_patient_banner: true },
    { intent: 'reconcile-medications' },
    { tenant: 't1', smart_style_url: 'https://example.org/style.json' },
    { fhirContext: [{ reference: 'ImagingStudy/1' }, 'ImagingStudy/2'] },
  ])('%j', (claims) => {
    expect(read(claims)).toMatchObject({ patient: undefined, scopes: [] })
  })

  test.each<[object, string]>([
    [{ need_patient_banner: 'true' }, 'need_patient_banner'],
    [{ intent: ['a'] }, 'intent'],
    [{ tenant: { id: 't1' } }, 'tenant'],
    [{ smart_style_url: 1 }, 'smart_style_url'],
    [{ fhirContext: { reference: 'ImagingStudy/1' } }, 'fhirContext'],
    [{ fhirContext: [['ImagingStudy/1']] }, 'fhirContext'],
    [{ fhirContext: [null] }, 'fhirContext'],
  ])('%j is refused', (claims, name) => {
    expect(read(claims)).toBe(`CONTEXT_INVALID ${name}`)
  })
})

describe('authorization details', () => {
  const detail = (members: object = {}) => ({ type: 'smart_on_fhir', locations: [BASE], ...members })
  const top = { scope: 'user/*.cruds', patient: 'top', encounter: 'top' }
  const withDetails = (...authorization_details: unknown[]) => read({ ...top, authorization_details })

  test.each<[string, unknown[], object]>([
    [
      'for this server',
      [detail({ scope: 'patient/*.rs', patient: 'p1' })],
      { scopes: ['patient/*.rs'], patient: 'p1', encounter: undefined },
    ],
    ['with a slash at the end', [detail({ locations: [`${BASE}/`], scope: 'a' })], { scopes: ['a'] }],
    ['for several servers', [detail({ locations: [OTHER, BASE], scope: 'a' })], { scopes: ['a'] }],
    [
      'beside one for another server',
      [detail({ locations: [OTHER], scope: 'b' }), detail({ scope: 'a' })],
      { scopes: ['a'] },
    ],
    ['without scope', [detail()], { scopes: [], patient: undefined }],
    ['of other types only', [{ type: 'payment', locations: [OTHER] }], { scopes: ['user/*.cruds'], patient: 'top' }],
    ['none', [], { scopes: ['user/*.cruds'], patient: 'top' }],
  ])('%s', (_, details, expected) => {
    expect(withDetails(...details)).toMatchObject(expected)
  })

  test.each<[string, unknown, string]>([
    ['for other servers only', [detail({ locations: [OTHER] })], 'AUDIENCE_REFUSED authorization_details'],
    [
      'for a server with a longer name',
      [detail({ locations: [`${BASE}2`] })],
      'AUDIENCE_REFUSED authorization_details',
    ],
    ['for nobody', [detail({ locations: [] })], 'AUDIENCE_REFUSED authorization_details'],
    ['twice for this server', [detail(), detail()], 'CLAIM_INVALID authorization_details'],
    ['without locations', [detail({ locations: undefined })], 'CLAIM_INVALID authorization_details'],
    ['locations as text', [detail({ locations: BASE })], 'CLAIM_INVALID authorization_details'],
    ['no list', detail(), 'CLAIM_INVALID authorization_details'],
    ['a list of texts', ['smart_on_fhir'], 'CLAIM_INVALID authorization_details'],
    ['without type', [{ locations: [BASE] }], 'CLAIM_INVALID authorization_details'],
    ['null', null, 'CLAIM_INVALID authorization_details'],
    ['very many', Array.from({ length: 51 }, () => detail()), 'CLAIM_INVALID authorization_details'],
    ['with a patient of a wrong type', [detail({ patient: ['p1'] })], 'CONTEXT_INVALID patient'],
    ['with a scope of a wrong type', [detail({ scope: 7 })], 'CLAIM_INVALID scope'],
  ])('%s is refused', (_, authorization_details, code) => {
    expect(read({ ...top, authorization_details })).toBe(code)
  })

  test('a member by the name of a failure is a member', () => {
    expect(withDetails(detail({ unauthenticated: 'x', scope: 'a' }))).toMatchObject({ scopes: ['a'] })
  })
})
