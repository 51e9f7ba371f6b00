import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Issuer } from '../../../demo/issuer/issuer.ts'
import type { Misbehaviour } from '../../../demo/issuer/misbehave.ts'
import { type Authenticator, createAuthenticator } from '../../../src/authn/authenticate.ts'
import { isAuthenticationFailure } from '../../../src/authn/failure.ts'
import { fakeClock, recordingScopes, startTestIssuer, trusting } from '../../fixtures/issuer.ts'

let issuer: Issuer
let clock: ReturnType<typeof fakeClock>
let refreshes: string[]
let authenticator: Authenticator

function trust(jwksUri: string | undefined, timeout = 60_000): Authenticator {
  return createAuthenticator({
    issuers: [trusting(issuer.issuer, { jwksUri })],
    readScopes: recordingScopes().readScopes,
    now: clock.now,
    monotonic: clock.monotonic,
    fetchLimits: { timeout, bytes: 256 * 1024 },
    onKeyRefresh: (name, result) => refreshes.push(`${name === issuer.issuer} ${result}`),
  })
}

beforeEach(async () => {
  issuer = await startTestIssuer()
  clock = fakeClock()
  refreshes = []
  authenticator = trust(issuer.jwksUri)
})
afterEach(() => issuer.stop())

const resultOf = async (token: string) => {
  const authenticated = await authenticator.authenticate({ token })
  return isAuthenticationFailure(authenticated) ? `${authenticated.status} ${authenticated.unauthenticated}` : 'ok'
}

const MISBEHAVIOURS: [Misbehaviour, string][] = [
  ['error', 'status'],
  ['redirect', 'redirect'],
  ['wrong-type', 'media-type'],
  ['not-json', 'malformed'],
  ['repeated-names', 'malformed'],
  ['huge', 'too-large'],
  ['key-flood', 'too-large'],
  ['silent', 'timeout'],
  ['slow-body', 'timeout'],
  ['cut-off', 'unreachable'],
]

describe.each(MISBEHAVIOURS)('an issuer that is %s', (how, problem) => {
  const timeout = problem === 'timeout' ? 1000 : 60_000
  beforeEach(() => {
    authenticator = trust(issuer.jwksUri, timeout)
  })

  test('cannot be used: 503, and no redirect is followed', async () => {
    issuer.misbehave(how)
    expect(await resultOf(await issuer.mint())).toBe('503 KEYS_UNAVAILABLE')
    expect(refreshes).toEqual([`true ${problem}`])
    expect(issuer.requests.get('/trap')).toBeUndefined()
    expect(authenticator.states()).toMatchObject([{ issuer: issuer.issuer, keys: 'unavailable' }])
  })

  test('is served from the keys that were good, and recovers by itself', async () => {
    await authenticator.warm()
    issuer.misbehave(how)
    clock.advance(61_000)
    expect(await resultOf(await issuer.mint())).toBe('ok')
    expect(authenticator.states()).toMatchObject([{ issuer: issuer.issuer, keys: 'stale' }])

    issuer.misbehave(undefined)
    clock.advance(1000)
    await authenticator.warm()
    expect(refreshes).toEqual(['true ok', `true ${problem}`, 'true ok'])
    expect(authenticator.states()).toMatchObject([{ issuer: issuer.issuer, keys: 'fresh' }])
  })

  test('cannot be discovered', async () => {
    authenticator = trust(undefined, timeout)
    issuer.misbehave(how)
    expect(await resultOf(await issuer.mint())).toBe('503 KEYS_UNAVAILABLE')
    expect(issuer.requests.get('/jwks')).toBeUndefined()
    expect(issuer.requests.get('/trap')).toBeUndefined()
  })
})

describe('an issuer that is gone', () => {
  test('is 503 at start, and its tokens pass for a day once its keys are known', async () => {
    const token = await issuer.mint({ exp: Math.floor(clock.now() / 1000) + 100_000 })
    const late = trust(issuer.jwksUri)
    await authenticator.warm()
    await issuer.stop()
    expect(await late.authenticate({ token })).toMatchObject({ unauthenticated: 'KEYS_UNAVAILABLE' })
    clock.advance(23 * 60 * 60_000)
    expect(await resultOf(token)).toBe('ok')
    clock.advance(60 * 60_000)
    expect(await resultOf(token)).toBe('503 KEYS_UNAVAILABLE')
  })
})

describe('rotation', () => {
  test('is followed on the first token of the new key; the old key serves until it is removed', async () => {
    const old = await issuer.mint()
    expect(await resultOf(old)).toBe('ok')
    await issuer.rotate()
    expect(await resultOf(await issuer.mint())).toBe('ok')
    expect(await resultOf(old)).toBe('ok')

    issuer.removeOld()
    clock.advance(61_000)
    expect(await resultOf(old)).toBe('401 KEY_UNKNOWN')
    expect(await resultOf(await issuer.mint())).toBe('ok')
  })

  test('cannot be made a flood: tokens with a thousand unknown kids cause one fetch', async () => {
    await authenticator.warm()
    const token = await issuer.mint()
    for (let i = 0; i < 1000; i++) {
      const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: `k${i}` })).toString('base64url')
      expect(await resultOf([header, ...token.split('.').slice(1)].join('.'))).toBe('401 KEY_UNKNOWN')
    }
    expect(issuer.requests.get('/jwks')).toBe(2)
  })
})

describe('discovery', () => {
  test('finds the keys of an issuer that is configured by its name alone', async () => {
    authenticator = trust(undefined)
    expect(await resultOf(await issuer.mint())).toBe('ok')
    expect(issuer.requests.get('/.well-known/openid-configuration')).toBe(1)
  })
})
