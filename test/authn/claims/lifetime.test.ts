import { describe, expect, test } from 'vitest'
import { createAuthenticator } from '../../../src/authn/authenticate.ts'
import { isAuthenticationFailure } from '../../../src/authn/failure.ts'
import type { IssuerOptions } from '../../../src/authn/issuer/issuer.ts'
import { fakeClock, recordingScopes, trusting } from '../../fixtures/issuer.ts'
import { ALGORITHMS, build, ISSUER, jwks, NOW } from '../token-cases.ts'

function start(rules: Partial<IssuerOptions>) {
  const clock = fakeClock(NOW * 1000)
  const authenticator = createAuthenticator({
    issuers: [trusting(ISSUER, { jwksUri: `${ISSUER}/jwks`, algorithms: ALGORITHMS, ...rules })],
    readScopes: recordingScopes().readScopes,
    now: clock.now,
    monotonic: clock.monotonic,
    fetch: async () => Response.json(jwks, { headers: { 'cache-control': 'max-age=86400' } }),
  })
  const result = async (token: string) => {
    const authenticated = await authenticator.authenticate({ token })
    return isAuthenticationFailure(authenticated) ? authenticated.unauthenticated : 'ok'
  }
  return { clock, result }
}

const MINUTE = 60_000
const lives = (seconds: number, claims: object = {}) =>
  build('ES256', {}, { iat: NOW - 10, exp: NOW - 10 + seconds, ...claims })

describe('exp − iat', () => {
  test.each<[string, Partial<IssuerOptions>, string, string]>([
    ['no cap', {}, lives(86_400), 'ok'],
    ['at the cap', { maxLifetime: 5 * MINUTE }, lives(300), 'ok'],
    ['above the cap', { maxLifetime: 5 * MINUTE }, lives(301), 'LIFETIME_REFUSED'],
    ['above that of its client', { clients: { 'client-1': { maxLifetime: MINUTE } } }, lives(61), 'LIFETIME_REFUSED'],
    ['above that of another client', { clients: { 'client-2': { maxLifetime: MINUTE } } }, lives(61), 'ok'],
    [
      'below that of its client, above that of all',
      { maxLifetime: MINUTE, clients: { 'client-1': { maxLifetime: 5 * MINUTE } } },
      lives(61),
      'LIFETIME_REFUSED',
    ],
    ['a client by the name of a member of objects', { clients: {} }, lives(61, { client_id: 'constructor' }), 'ok'],
    ['no iat', { maxLifetime: MINUTE }, lives(30, { iat: undefined }), 'CLAIM_MISSING'],
  ])('%s', async (_, rules, token, code) => {
    expect(await start(rules).result(token)).toBe(code)
  })
})

describe('now − iat', () => {
  test.each([
    ['young', NOW - 59, 'ok'],
    ['within the skew', NOW - 89, 'ok'],
    ['too old', NOW - 90, 'TOKEN_TOO_OLD'],
  ])('%s', async (_, iat, code) => {
    expect(await start({ maxTokenAge: MINUTE }).result(lives(3600, { iat }))).toBe(code)
  })

  test('counts for remembered tokens as well', async () => {
    const { clock, result } = start({ maxTokenAge: MINUTE })
    const token = lives(3600, { iat: NOW })
    expect(await result(token)).toBe('ok')
    clock.advance(89_999)
    expect(await result(token)).toBe('ok')
    clock.advance(1)
    expect(await result(token)).not.toBe('ok')
  })
})

test('a token that has expired stays so when the wall clock is set back', async () => {
  const { clock, result } = start({})
  const token = lives(300)
  expect(await result(token)).toBe('ok')
  clock.advance(330_000)
  clock.setWall(NOW * 1000)
  expect(await result(token)).toBe('TOKEN_EXPIRED')
  expect(await result(lives(300, { jti: 'another' }))).toBe('ok')
})
