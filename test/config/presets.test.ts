import { describe, expect, test } from 'vitest'
import { readAccessToken } from '../../src/authn/claims/access-token.ts'
import { rulesOf } from '../../src/authn/issuer/issuer.ts'
import { configOf } from './files.ts'

const ISSUER = 'https://id.example.org'
const issuerWith = (keys: string) => configOf(`issuers: [{ issuer: ${ISSUER}, ${keys} }]`).issuers[0]!

function read(keys: string, claims: object) {
  const issuer = issuerWith(keys)
  const token = readAccessToken({ iss: ISSUER, exp: 1, ...claims }, issuer.claims, rulesOf(issuer))
  return token
}

describe('tokens as the common servers write them', () => {
  test.each<[string, object, object]>([
    [
      'keycloak',
      { azp: 'app', sub: 'u', scope: 'openid user/*.rs', realm_access: { roles: ['nurse'] }, typ: 'Bearer' },
      { clientId: 'app', subject: 'u', scopes: ['openid', 'user/*.rs'], roles: ['nurse'] },
    ],
    [
      'entra',
      { azp: 'app', oid: 'object', sub: 'pairwise', scp: 'a b', roles: ['system/*.cruds'] },
      { clientId: 'app', subject: 'object', scopes: ['a', 'b'], roles: ['system/*.cruds'] },
    ],
    ['entra', { appid: 'app', sub: 's', roles: ['p'] }, { clientId: 'app', subject: 's', scopes: ['p'] }],
    [
      'okta',
      { cid: 'app', sub: 'u', scp: ['a', 'b'], groups: ['g'] },
      { clientId: 'app', scopes: ['a', 'b'], roles: ['g'] },
    ],
    ['auth0', { azp: 'app', scope: 'a', permissions: ['p'] }, { clientId: 'app', scopes: ['a'], roles: ['p'] }],
    ['cognito', { client_id: 'app', scope: 'a', 'cognito:groups': ['g'] }, { clientId: 'app', roles: ['g'] }],
    ['pingfederate', { client_id: 'app', scope: ['a', 'b'] }, { clientId: 'app', scopes: ['a', 'b'] }],
  ])('%s: %j', (preset, claims, expected) => {
    expect(read(`preset: ${preset}`, claims)).toMatchObject(expected)
  })
})

test('what is written wins over the preset, key by key', () => {
  const issuer = issuerWith('preset: okta, tokenTypes: [at+jwt], claims: { roles: [teams] }')
  expect(issuer.tokenTypes).toEqual(['at+jwt'])
  expect(issuer.algorithms).toEqual(['RS256'])
  expect(issuer.claims).toMatchObject({ roles: ['teams'], client: ['cid'], patient: ['patient'] })
})

test.each([
  ['smart', ['at+jwt', 'JWT', 'IUA-JWT']],
  ['keycloak', ['at+jwt', 'JWT', 'IUA-JWT']],
  ['okta', ['at+jwt', 'JWT', 'absent', 'IUA-JWT']],
])('the profile of IUA adds to the preset %s', (preset, types) => {
  const issuer = issuerWith(`preset: ${preset}, profile: iua`)
  expect(issuer.tokenTypes).toEqual(types)
  expect(issuer.claims.roles).toContainEqual(['extensions', 'ihe_iua', 'subject_role'])
})

describe('claims whose names are URLs or have dots', () => {
  const NAME = 'https://example.org/claims/patient'
  test.each<[string, object, string | undefined]>([
    [`[['${NAME}']]`, { [NAME]: 'p1' }, 'p1'],
    [`['${NAME}']`, { [NAME]: 'p1' }, 'p1'],
    [`[[a.b, c]]`, { 'a.b': { c: 'p1' } }, 'p1'],
    [`[[a.b]]`, { a: { b: 'p1' } }, undefined],
    [`[[a, b], patient]`, { patient: 'p1' }, 'p1'],
  ])('%s', (written, claims, patient) => {
    expect(read(`claims: { patient: ${written} }`, claims)).toMatchObject({ patient })
  })
})

test('tokens without audience are named at start where they are taken', () => {
  const { insecure } = configOf(`issuers: [{ issuer: ${ISSUER}, missingAudience: accept }]`)
  expect(insecure).toHaveLength(1)
  expect(insecure[0]).toContain('issuers[0].missingAudience is accept')
})
