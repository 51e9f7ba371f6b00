import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Authenticator, type AuthenticatorOptions, createAuthenticator } from '../../src/authn/authenticate.ts'
import { fail, isAuthenticationFailure } from '../../src/authn/failure.ts'
import { garbage } from '../fixtures/forge.ts'
import { fakeClock, recordingScopes, trusting } from '../fixtures/issuer.ts'
import { ALGORITHMS, build, goodClaims, ISSUER, jwks, NOW } from './token-cases.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

let clock: ReturnType<typeof fakeClock>
let published: { keys: unknown[] }
let maxAge: number
let answering: Promise<void>
let events: string[]
let scopes: ReturnType<typeof recordingScopes>
let verify: ReturnType<typeof vi.spyOn>
let authenticator: Authenticator

function create(options: Partial<AuthenticatorOptions> = {}): Authenticator {
  return createAuthenticator({
    issuers: [trusting(ISSUER, { jwksUri: `${ISSUER}/jwks`, algorithms: ALGORITHMS })],
    readScopes: scopes.readScopes,
    now: clock.now,
    monotonic: clock.monotonic,
    fetch: async () => {
      await answering
      return Response.json(published, { headers: { 'cache-control': `max-age=${maxAge}` } })
    },
    onValidation: (_, result) => events.push(result),
    onCache: (result) => events.push(result),
    ...options,
  })
}

beforeEach(() => {
  clock = fakeClock(NOW * 1000)
  published = jwks
  maxAge = 120
  answering = Promise.resolve()
  events = []
  scopes = recordingScopes()
  verify = vi.spyOn(crypto.subtle, 'verify')
  authenticator = create()
})
afterEach(() => vi.restoreAllMocks())

const token = build('ES256')
const resultOf = async (given: string) => {
  const authenticated = await authenticator.authenticate({ token: given })
  return isAuthenticationFailure(authenticated) ? authenticated.unauthenticated : 'ok'
}

describe('a good token', () => {
  test('gives a Principal with what the token says', async () => {
    const claims = { patient: 'p1', fhirUser: 'Practitioner/7', roles: ['nurse'], scope: 'user/*.rs launch' }
    const principal = await authenticator.authenticate({ token: build('ES256', {}, claims) })
    expect(principal).toMatchObject({
      issuer: ISSUER,
      subject: 'user-1',
      clientId: 'client-1',
      tokenId: 'token-1',
      expiresAt: goodClaims.exp,
      patient: 'p1',
      fhirUser: 'Practitioner/7',
      roles: ['nurse'],
      claims: { ...goodClaims, ...claims },
    })
    expect(scopes.asked).toEqual([[['user/*.rs', 'launch'], { patient: 'p1', fhirUser: 'Practitioner/7' }]])
  })

  test('is verified once, and then known at once without a promise', async () => {
    const principal = await authenticator.authenticate({ token })
    expect(authenticator.authenticate({ token })).toBe(principal)
    expect(verify).toHaveBeenCalledTimes(1)
    expect(scopes.asked).toHaveLength(1)
    expect(events).toEqual(['miss', 'ok', 'hit'])
  })

  test('sent many times at once is verified once', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => authenticator.authenticate({ token })))
    expect(new Set(all).size).toBe(1)
    expect(verify).toHaveBeenCalledTimes(1)
  })
})

describe('a remembered token', () => {
  test('never outlives its exp by more than the skew, and is checked anew from exp on', async () => {
    await resultOf(token)
    clock.advance(289 * SECOND)
    await authenticator.authenticate({ token })
    verify.mockClear()
    clock.advance(SECOND)
    expect(await resultOf(token)).toBe('ok')
    expect(verify).toHaveBeenCalledTimes(1)
    clock.advance(29 * SECOND)
    expect(await resultOf(token)).toBe('ok')
    clock.advance(SECOND)
    expect(await resultOf(token)).toBe('TOKEN_EXPIRED')
    expect(verify).toHaveBeenCalledTimes(2)
  })

  test('is not revived by a wall clock that is set back', async () => {
    maxAge = 3600
    await resultOf(token)
    clock.advance(290 * SECOND)
    clock.setWall(NOW * 1000)
    await resultOf(token)
    expect(verify).toHaveBeenCalledTimes(2)
  })

  test('does not outlive its exp where only the wall clock has moved, as after a sleep', async () => {
    await resultOf(token)
    clock.setWall((NOW + 320) * 1000)
    expect(await resultOf(token)).toBe('TOKEN_EXPIRED')
  })

  test('does not pass once its key is withdrawn', async () => {
    await resultOf(token)
    published = { keys: jwks.keys.filter((key) => key.kid !== 'es256') }
    clock.advance(2 * MINUTE)
    expect(await resultOf(token)).toBe('KEY_UNKNOWN')
  })

  test('does not pass once its key id stands for another key', async () => {
    await resultOf(token)
    const other = jwks.keys.find((key) => key.kid === 'encryption')
    published = { keys: [{ ...other, use: 'sig', kid: 'es256' }] }
    clock.advance(2 * MINUTE)
    expect(await resultOf(token)).toBe('SIGNATURE_INVALID')
  })

  test('stays known while other keys of the issuer change', async () => {
    await resultOf(token)
    published = { keys: jwks.keys.filter((key) => key.kid !== 'rsa') }
    clock.advance(110 * SECOND)
    await resultOf(token)
    await authenticator.warm()
    await resultOf(token)
    expect(verify).toHaveBeenCalledTimes(1)
  })

  test('makes room for newer ones', async () => {
    authenticator = create({ maxTokens: 2 })
    for (const jti of ['1', '2', '3', '1']) await resultOf(build('EdDSA', {}, { jti }))
    expect(verify).toHaveBeenCalledTimes(4)
  })
})

describe('a forged token', () => {
  const forged = build('ES384', {}, {}, garbage)

  test('sent again and again costs one signature check', async () => {
    for (let i = 0; i < 100; i++) expect(await resultOf(forged)).toBe('SIGNATURE_INVALID')
    expect(verify).toHaveBeenCalledTimes(1)
  })

  test('is checked anew after a minute', async () => {
    await resultOf(forged)
    clock.advance(59 * SECOND)
    await resultOf(forged)
    expect(verify).toHaveBeenCalledTimes(1)
    clock.advance(SECOND)
    await resultOf(forged)
    expect(verify).toHaveBeenCalledTimes(2)
  })

  test('is checked anew when the keys have changed, because the new one may have signed it', async () => {
    await resultOf(token)
    clock.advance(100 * SECOND)
    await resultOf(forged)
    await authenticator.warm()
    verify.mockClear()
    await resultOf(forged)
    expect(verify).not.toHaveBeenCalled()

    published = { keys: jwks.keys.slice(1) }
    expect(await resultOf(build('ES256', { kid: 'new' }))).toBe('KEY_UNKNOWN')
    await resultOf(forged)
    expect(verify).toHaveBeenCalledTimes(1)
  })

  test('pushes no good token out', async () => {
    authenticator = create({ maxTokens: 5 })
    await resultOf(token)
    for (let i = 0; i < 20; i++) await resultOf(build('EdDSA', {}, { jti: `f${i}` }, garbage))
    verify.mockClear()
    expect(await resultOf(token)).toBe('ok')
    expect(verify).not.toHaveBeenCalled()
  })
})

describe('too much at once', () => {
  test('tokens beyond the limit are told to come back, and the others are served', async () => {
    let answer = () => {}
    answering = new Promise((resolve) => {
      answer = resolve
    })
    authenticator = create({ maxPending: 3 })
    const waiting = ['1', '2', '3'].map((jti) => resultOf(build('EdDSA', {}, { jti })))
    const busy = build('EdDSA', {}, { jti: '4' })
    expect(authenticator.authenticate({ token: busy })).toMatchObject({
      unauthenticated: 'VERIFICATION_BUSY',
      status: 503,
    })
    answer()
    expect(await Promise.all(waiting)).toEqual(['ok', 'ok', 'ok'])
    expect(await resultOf(busy)).toBe('ok')
  })
})

describe('without a token', () => {
  test('the failure passes through and is not counted as a validation', () => {
    const failure = fail('CREDENTIALS_MISSING', 'no Authorization header')
    expect(authenticator.authenticate(failure)).toBe(failure)
    expect(events).toEqual([])
  })
})

test('an issuer that is neither a URL nor has a key set is a mistake at start', () => {
  expect(() => create({ issuers: [trusting('hospital')] })).toThrow(TypeError)
  expect(() => create({ issuers: [trusting('hospital', { jwksUri: 'https://id.example.org/jwks' })] })).not.toThrow()
})
