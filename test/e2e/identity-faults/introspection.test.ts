import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Authenticator } from '../../../src/authn/authenticate.ts'
import { fakeClock } from '../../fixtures/issuer.ts'
import { type Fault, faults, type HostileServer, startHostileServer } from './hostile-server.ts'
import { type HostileIssuer, many, resultOf, resultsOf, startHostileIssuer, trustAll } from './identity.ts'

let clock: ReturnType<typeof fakeClock>
let trap: HostileServer
let hostile: HostileIssuer
let healthy: HostileIssuer
let authenticator: Authenticator

beforeEach(async () => {
  clock = fakeClock()
  trap = await startHostileServer(() => ({ active: true }), '')
  hostile = await startHostileIssuer(clock.now, trap.url)
  healthy = await startHostileIssuer(clock.now)
  authenticator = trustAll([hostile, healthy], clock)
  await authenticator.warm()
})
afterEach(() => Promise.all([trap, hostile.server, healthy.server].map((server) => server.stop())))

const asked = () => hostile.server.requests.get('/introspect') ?? 0

describe.each(Object.entries<Fault>(faults))('an endpoint that is %s', (_name, fault) => {
  test('is no judgement of a token, stops nobody else, and is left to rest', async () => {
    const remembered = hostile.mintOpaque()
    expect(await resultOf(authenticator, remembered)).toBe('ok')
    hostile.server.turn('/introspect', fault)

    const own = await resultsOf(
      authenticator,
      many(20, () => hostile.mintOpaque()),
    )
    expect(['INTROSPECTION_UNAVAILABLE', 'VERIFICATION_BUSY']).toEqual(expect.arrayContaining([...own]))
    expect(asked()).toBeLessThanOrEqual(21)

    // Whoever has other tokens notices nothing, also those whose tokens the broken issuer is asked about first.
    const signed = many(10, (n) => (n % 2 === 0 ? hostile : healthy).mint())
    const opaque = many(10, () => healthy.mintOpaque())
    expect(await resultsOf(authenticator, [remembered, ...signed, ...opaque])).toEqual(['ok'])
    const before = asked()
    expect(
      await resultsOf(
        authenticator,
        many(20, () => hostile.mintOpaque()),
      ),
    ).toEqual(['INTROSPECTION_UNAVAILABLE'])
    expect(asked()).toBe(before)
    expect(hostile.server.requests.get('/elsewhere')).toBeUndefined()
    expect([...trap.requests]).toEqual([])

    hostile.server.turn('/introspect', undefined)
    clock.advance(5000)
    expect(await resultOf(authenticator, hostile.mintOpaque())).toBe('ok')
  })
})

describe('an endpoint that flaps', () => {
  test('is asked again after each rest; what it said when it was well is believed', async () => {
    for (const fault of [faults['a page'], faults.silent, faults['closing at once'], faults.huge]) {
      const known = hostile.mintOpaque()
      expect(await resultOf(authenticator, known)).toBe('ok')
      hostile.server.turn('/introspect', fault)
      const failing = many(4, () => hostile.mintOpaque())
      expect(await resultsOf(authenticator, failing)).toEqual(['INTROSPECTION_UNAVAILABLE'])
      expect(await resultOf(authenticator, known)).toBe('ok')
      hostile.server.turn('/introspect', undefined)
      clock.advance(5000)
      expect(await resultsOf(authenticator, failing)).toEqual(['ok'])
    }
  })
})

test.each([
  ['"true"', 'true'],
  ['1', 1],
  ['a list', [true]],
  ['null', null],
])('an endpoint that says active: %s says no', async (_name, active) => {
  const token = hostile.mintOpaque()
  hostile.tell(token, { active, scope: 'user/*.rs', client_id: 'app', exp: clock.now() / 1000 + 60 })
  expect(await resultOf(authenticator, token)).toBe('TOKEN_INACTIVE')
  expect(await resultOf(authenticator, hostile.mintOpaque())).toBe('ok')
})

describe('an endpoint that tells of another token than it was asked about', () => {
  const about = (claims: object) => ({
    active: true,
    scope: 'user/*.rs',
    client_id: 'app',
    sub: 'someone',
    exp: clock.now() / 1000 + 60,
    ...claims,
  })
  test.each<[string, object, string]>([
    ['another subject', { sub: 'somebody else' }, 'TOKEN_CONTRADICTED'],
    ['another client', { client_id: 'other' }, 'TOKEN_CONTRADICTED'],
    ['another id', { jti: 'other' }, 'TOKEN_CONTRADICTED'],
    ['another patient', { patient: '2' }, 'TOKEN_CONTRADICTED'],
    ['another key', { cnf: { jkt: 'A'.repeat(43) } }, 'TOKEN_CONTRADICTED'],
    ['another issuer', { iss: 'https://evil.example' }, 'ISSUER_UNKNOWN'],
    ['one that has expired', { exp: 1 }, 'TOKEN_EXPIRED'],
    ['a refresh token', { token_type: 'refresh_token' }, 'TYPE_REFUSED'],
    ['the same token', {}, 'ok'],
  ])('%s', async (_name, claims, code) => {
    const always = trustAll([hostile], clock, {}, 'always')
    const token = hostile.mint({ patient: '1', cnf: { jkt: 'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA' } })
    hostile.tell(token, about(claims))
    expect(await resultOf(always, token)).toBe(code)
  })

  test('cannot give one issuer the tokens of another', async () => {
    const token = healthy.mintOpaque()
    hostile.tell(token, about({ iss: healthy.name, sub: 'admin' }))
    expect(await resultOf(authenticator, token)).toBe('ISSUER_UNKNOWN')
  })
})
