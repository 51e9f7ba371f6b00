import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../../src/authn/issuer/issuer.ts'
import { checkToken } from '../../../src/authn/token-rules.ts'
import { claimNames, trusting } from '../../fixtures/issuer.ts'
import { goodClaims, ISSUER, NOW } from '../token-cases.ts'

const claims = {
  ...claimNames,
  roles: [['extensions', 'ihe_iua', 'subject_role']],
  purposeOfUse: [['extensions', 'ihe_iua', 'purpose_of_use']],
}
const rules = rulesOf(trusting(ISSUER, { profile: 'iua', tokenTypes: ['at+jwt', 'IUA-JWT'], claims }))

function check(over: object, type = 'IUA-JWT') {
  const jws = { token: '', header: {}, algorithm: 'ES256', type, keyId: 'k', claims: { ...goodClaims, ...over } }
  const token = checkToken(jws, rules, NOW)
  return 'unauthenticated' in token ? `${token.unauthenticated} ${token.detail}` : token
}
const iua = (ihe_iua: unknown) => ({ extensions: { ihe_iua } })
const consent = (patient_id: unknown, patient?: string) => ({ patient, extensions: { ihe_bppc: { patient_id } } })

test('roles and purposes are read from their Codings', () => {
  const subject_role = [{ system: 'urn:oid:2.16.840.1.113883.6.96', code: '106292003' }]
  const purpose_of_use = [{ system: 'urn:oid:1.0.14265.1', code: 'TREAT' }]
  expect(check(iua({ subject_name: 'Dr. A', subject_role, purpose_of_use }))).toMatchObject({
    roles: ['106292003'],
    purposeOfUse: ['TREAT'],
  })
})

test.each<[string, object]>([
  ['no extensions', {}],
  ['a consent of the patient', consent('p1', 'p1')],
  ['a consent of the patient as CX', consent('p1^^^&1.2.840.113619.6.197&ISO', 'p1')],
  ['a consent without patient', { extensions: { ihe_bppc: { doc_id: 'd' } } }],
])('good: %s', (_, over) => {
  expect(check(over)).toMatchObject({ subject: 'user-1' })
})

describe('refused', () => {
  test.each<[string, object, string]>([
    ['no sub', { sub: undefined }, 'CLAIM_MISSING sub'],
    ['no client', { client_id: undefined }, 'CLAIM_MISSING client_id'],
    ['no jti', { jti: undefined }, 'CLAIM_MISSING jti'],
    ['no iat', { iat: undefined }, 'CLAIM_MISSING iat'],
    ['no scope', { scope: undefined }, 'CLAIM_MISSING scope'],
    ['an empty scope', { scope: '' }, 'CLAIM_MISSING scope'],
    ['extensions as a list', { extensions: [] }, 'CONTEXT_INVALID extensions'],
    ['ihe_iua as text', iua('x'), 'CONTEXT_INVALID extensions'],
    ['ihe_bppc null', { extensions: { ihe_bppc: null } }, 'CONTEXT_INVALID extensions'],
    ['a name that is none', iua({ subject_name: ['a'] }), 'CONTEXT_INVALID subject_name'],
    ['a role that is no list', iua({ subject_role: { code: 'a' } }), 'CONTEXT_INVALID subject_role'],
    ['a role without code', iua({ subject_role: [{ display: 'a' }] }), 'CONTEXT_INVALID roles'],
    ['a consent of another patient', consent('p2', 'p1'), 'CONTEXT_INVALID ihe_bppc.patient_id'],
    ['a consent of a patient whose id begins alike', consent('p', 'p1'), 'CONTEXT_INVALID ihe_bppc.patient_id'],
    ['a consent where no patient is named', consent('p1'), 'CONTEXT_INVALID ihe_bppc.patient_id'],
    ['a consent of no patient', consent('^^^&1&ISO', 'p1'), 'CONTEXT_INVALID ihe_bppc.patient_id'],
    ['a consent of a wrong type', consent(['p1'], 'p1'), 'CONTEXT_INVALID ihe_bppc.patient_id'],
  ])('%s', (_, over, code) => {
    expect(check(over)).toBe(code)
  })

  test('a type that is not allowed', () => {
    expect(check({}, 'JWT')).toBe('TYPE_REFUSED typ is not allowed for this issuer')
  })
})
