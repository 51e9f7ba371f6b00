import { describe, expect, test } from 'vitest'
import type { CompactJws } from '../../src/authn/compact-jws.ts'
import { rulesOf } from '../../src/authn/issuer.ts'
import { checkToken } from '../../src/authn/token-rules.ts'
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
    ['JWT', { at_hash: 'h' }, 'IDENTITY_TOKEN'],
    [undefined, { nonce: null }, 'IDENTITY_TOKEN'],
    ['at+jwt', { jti: undefined }, 'CLAIM_MISSING'],
    ['IUA-JWT', {}, 'TYPE_REFUSED'],
    ['', {}, 'TYPE_REFUSED'],
  ])('type %s with %j: %s', (type, claims, result) => {
    expect(check(type, claims)).toBe(result)
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
