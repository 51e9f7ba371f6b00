import { describe, expect, test } from 'vitest'
import { readAccessToken } from '../../../src/authn/claims/access-token.ts'
import { claimNames } from '../../fixtures/issuer.ts'

const required = { iss: 'https://id.example.org', aud: 'https://fhir.example.org', exp: 10 }
const read = (claims: object, names = {}) => readAccessToken({ ...required, ...claims }, { ...claimNames, ...names })

test.each(['exp', 'iat', 'nbf'])('%s without end is no time', (name) => {
  expect(read({ [name]: JSON.parse('1e999') })).toMatchObject({ unauthenticated: 'CLAIM_INVALID', detail: name })
})

describe('reading claims by the names the issuer uses', () => {
  test.each([
    ['a string', { scope: 'a b' }, ['a', 'b']],
    ['a list', { scp: ['a', 'b'] }, ['a', 'b']],
    ['both: the first alone', { scope: 'a b b', scp: ['b', 'c d'] }, ['a', 'b']],
    ['an empty one before another', { scope: '', scp: ['c'] }, []],
    ['spaces around', { scope: '  a   b ' }, ['a', 'b']],
    ['an empty string', { scope: '' }, []],
    ['absent', {}, []],
  ])('scope: %s', (_, claims, scopes) => {
    expect(read(claims)).toMatchObject({ scopes })
  })

  test.each([
    ['the first that is there', { client_id: 'a', azp: 'b' }, 'a'],
    ['the next', { azp: 'b' }, 'b'],
    ['none', {}, undefined],
  ])('client: %s', (_, claims, clientId) => {
    expect(read(claims)).toMatchObject({ clientId })
  })

  test('roles: a dotted path and a plain name are merged', () => {
    const claims = { roles: 'nurse', realm_access: { roles: ['nurse', 'researcher'] } }
    expect(read(claims)).toMatchObject({ roles: ['nurse', 'researcher'] })
  })

  test('a claim whose very name has dots goes before the path', () => {
    const claims = { 'https://example.org/roles': ['named'], 'https://example': { 'org/roles': ['path'] } }
    expect(read(claims, { roles: 'https://example.org/roles' })).toMatchObject({ roles: ['named'] })
  })

  test.each([[{ realm_access: 'x' }], [{ realm_access: ['roles'] }], [{ realm_access: null }]])(
    'a path that leads nowhere is absent: %j',
    (claims) => {
      expect(read(claims)).toMatchObject({ roles: [] })
    },
  )

  test('purpose of use: codes and Codings, where the issuer keeps them', () => {
    const purposes = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }, 'BTG']
    const claims = { extensions: { ihe_iua: { purpose_of_use: purposes } } }
    const names = { purposeOfUse: ['purpose_of_use', 'extensions.ihe_iua.purpose_of_use'] }
    expect(read(claims, names)).toMatchObject({ purposeOfUse: ['TREAT', 'BTG'] })
  })

  test('the launch context', () => {
    const context = { patient: 'pat-1.A', encounter: 'e', fhirUser: 'https://fhir.example.org/Practitioner/1' }
    expect(read(context)).toMatchObject(context)
  })
})
