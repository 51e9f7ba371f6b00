import { describe, expect, test } from 'vitest'
import type { CompactJws } from '../../src/authn/compact-jws.ts'
import { rulesOf } from '../../src/authn/issuer/issuer.ts'
import { checkToken } from '../../src/authn/token-rules.ts'
import { withPreset } from '../../src/config/sections/issuers/presets.ts'
import { trusting } from '../fixtures/issuer.ts'
import { goodClaims, ISSUER, NOW } from './token-cases.ts'

function check(type: string | undefined, claims: object, overrides: Parameters<typeof trusting>[1] = {}) {
  const rules = rulesOf(trusting(ISSUER, { tokenTypes: ['at+jwt', 'JWT', 'absent'], ...overrides }))
  const header = { header: {}, algorithm: 'ES256', type, keyId: 'k' }
  const jws: CompactJws = { token: '', ...header, claims: { ...goodClaims, ...claims } }
  const checked = checkToken(jws, rules, NOW)
  return 'unauthenticated' in checked ? checked.unauthenticated : 'ok'
}

describe('issuers that do not type their access tokens', () => {
  test.each([
    ['JWT', {}, 'ok'],
    ['jwt', {}, 'ok'],
    [undefined, {}, 'ok'],
    ['JWT', { jti: undefined, sub: undefined }, 'ok'],
    ['JWT', { jti: undefined, client_id: undefined }, 'ok'],
    ['JWT', { scope: undefined }, 'ok'],
    ['JWT', { sub: undefined, client_id: undefined }, 'CLAIM_MISSING'],
    ['JWT', { iat: undefined }, 'CLAIM_MISSING'],
    ['JWT', { scope: undefined, client_id: undefined, azp: 'app' }, 'IDENTITY_TOKEN'],
    ['JWT', { nonce: 'n' }, 'IDENTITY_TOKEN'],
    ['JWT', { typ: 'ID' }, 'IDENTITY_TOKEN'],
    ['JWT', { typ: 'Refresh' }, 'IDENTITY_TOKEN'],
    [undefined, { typ: 'offline' }, 'IDENTITY_TOKEN'],
    ['JWT', { typ: 'Logout' }, 'IDENTITY_TOKEN'],
    ['JWT', { token_use: 'id' }, 'IDENTITY_TOKEN'],
    ['JWT', { token_use: 'refresh_token' }, 'IDENTITY_TOKEN'],
    ['JWT', { token_use: 'access_token' }, 'ok'],
    ['JWT', { tokenName: 'refresh_token' }, 'IDENTITY_TOKEN'],
    ['JWT', { tokenName: 'id_token' }, 'IDENTITY_TOKEN'],
    ['JWT', { tokenName: 'access_token' }, 'ok'],
    ['JWT', { typ: 'Bearer', token_use: 'access' }, 'ok'],
    ['JWT', { typ: ['ID'] }, 'ok'],
    ['JWT', { at_hash: 'h' }, 'IDENTITY_TOKEN'],
    [undefined, { nonce: null }, 'IDENTITY_TOKEN'],
    ['at+jwt', { jti: undefined }, 'CLAIM_MISSING'],
    ['IUA-JWT', {}, 'TYPE_REFUSED'],
    ['', {}, 'TYPE_REFUSED'],
  ])('type %s with %j: %s', (type, claims, result) => {
    expect(check(type, claims)).toBe(result)
  })
})

describe('an issuer whose apps have scopes in roles', () => {
  const { claims, ...rest } = withPreset({ preset: 'entra', profile: 'smart' })
  const app = { client_id: undefined, scope: undefined, roles: ['system/Patient.rs'], oid: 'o' }
  const entra = { claims, tokenTypes: rest.tokenTypes }

  test.each([
    ['the token of an app', { ...app, azp: 'app' }, 'ok'],
    ['the same of version 1', { ...app, appid: 'app' }, 'ok'],
    ['an ID token of a user with roles', app, 'IDENTITY_TOKEN'],
    ['the same with a client_id that is not its client', { ...app, client_id: 'app' }, 'IDENTITY_TOKEN'],
  ])('%s: %s', (_name, changes, result) => {
    expect(check('JWT', changes, entra)).toBe(result)
  })
})

describe('the clock skew', () => {
  test.each([
    [0, NOW, 'TOKEN_EXPIRED'],
    [0, NOW + 1, 'ok'],
    [120_000, NOW - 119, 'ok'],
    [120_000, NOW - 120, 'TOKEN_EXPIRED'],
    [3_600_000, NOW - 120, 'TOKEN_EXPIRED'],
  ])('of %i ms, exp %i: %s', (clockSkew, exp, result) => {
    expect(check('at+jwt', { exp }, { clockSkew })).toBe(result)
  })
})
