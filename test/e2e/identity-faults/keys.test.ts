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
  trap = await startHostileServer(() => ({ keys: [] }), '')
  hostile = await startHostileIssuer(clock.now, trap.url)
  healthy = await startHostileIssuer(clock.now)
  authenticator = trustAll([hostile, healthy], clock, { introspection: undefined })
  await authenticator.warm()
})
afterEach(() => Promise.all([trap, hostile.server, healthy.server].map((server) => server.stop())))

const asked = (issuer: HostileIssuer) => issuer.server.requests.get('/jwks') ?? 0
const unknown = (issuer: HostileIssuer, count: number) => many(count, (n) => issuer.mint({}, `unknown-${n}`))

const tooManyKeys: Fault = ({ response, document }) => {
  const [key] = (JSON.parse(document) as { keys: object[] }).keys
  const keys = many(10_000, (n) => ({ ...key, kid: `key-${n}` }))
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
}
const keysNoList: Fault = ({ response }) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":{"length":1}}')

const all = Object.entries({ ...faults, 'with 10,000 keys': tooManyKeys, 'with keys that are no list': keysNoList })

describe.each(all)('an issuer whose key set is %s', (_name, fault) => {
  test('stops nobody: its keys serve on, others are not touched, a flood costs one question', async () => {
    const remembered = hostile.mint()
    expect(await resultOf(authenticator, remembered)).toBe('ok')
    const before = asked(hostile)
    hostile.server.turn('/jwks', fault)
    // The keys are due to be fetched again, and still within their lifetime.
    clock.advance(55_000)
    expect(authenticator.authenticate({ token: remembered })).not.toBeInstanceOf(Promise)

    const flood = resultsOf(authenticator, unknown(hostile, 100))
    const own = resultsOf(
      authenticator,
      many(20, () => hostile.mint()),
    )
    const others = resultsOf(
      authenticator,
      many(20, () => healthy.mint()),
    )
    expect(await others).toEqual(['ok'])
    expect(await own).toEqual(['ok'])
    expect(['KEYS_UNAVAILABLE', 'KEY_UNKNOWN']).toEqual(expect.arrayContaining([...(await flood)]))
    expect(await resultOf(authenticator, remembered)).toBe('ok')
    expect(asked(hostile) - before).toBeLessThanOrEqual(1)
    expect(hostile.server.requests.get('/elsewhere')).toBeUndefined()
    expect([...trap.requests]).toEqual([])
    expect(hostile.server.written()).toBeLessThan(16 * 1024 * 1024)

    // Long past their lifetime the keys still serve, and the issuer is asked ever more seldom.
    for (let second = 0; second < 12; second++) {
      clock.advance(5000)
      expect(await resultsOf(authenticator, [remembered, hostile.mint(), healthy.mint()])).toEqual(['ok'])
    }
    expect(asked(hostile) - before).toBeLessThanOrEqual(6)
  })

  test('is asked again when it is well, without a restart', async () => {
    hostile.server.turn('/jwks', fault)
    clock.advance(61_000)
    expect(await resultOf(authenticator, hostile.mint())).toBe('ok')
    hostile.server.turn('/jwks', undefined)
    hostile.rotate()
    clock.advance(1000)
    expect(await resultOf(authenticator, hostile.mint())).toBe('ok')
  })
})

describe('an issuer that flaps', () => {
  test('between good, bad and gone stops no good token, and is followed when it rotates', async () => {
    const turns = [faults['a page'], undefined, faults['closing at once'], undefined, faults.endless, undefined]
    for (const fault of [...turns, ...turns]) {
      hostile.server.turn('/jwks', fault)
      clock.advance(61_000)
      const good = many(5, () => hostile.mint())
      expect(await resultsOf(authenticator, [...good, healthy.mint()])).toEqual(['ok'])
      if (fault !== undefined) continue
      hostile.rotate()
      clock.advance(31_000)
      expect(await resultOf(authenticator, hostile.mint())).toBe('ok')
    }
  })
})

describe('a flood of unknown keys', () => {
  test('causes one fetch in a cool-down, for as long as it lasts', async () => {
    const calm = await startHostileIssuer(clock.now, '', 'max-age=86400')
    const trusting = trustAll([calm], clock, { introspection: undefined })
    await trusting.warm()
    for (let round = 0; round < 30; round++) {
      const flood = many(40, (n) => calm.mint({}, `unknown-${round}-${n}`))
      expect(await resultsOf(trusting, flood)).toEqual(['KEY_UNKNOWN'])
      expect(await resultOf(trusting, calm.mint())).toBe('ok')
      clock.advance(10_000)
    }
    // Five minutes of thirty seconds each, and the first fetch of all.
    expect(asked(calm)).toBeLessThanOrEqual(11)
    await calm.server.stop()
  })
})

describe('a key set', () => {
  test('with one kid many times serves, where all but one key are the same or none', async () => {
    const ambiguous: Fault = ({ response, document }) => {
      const [key] = (JSON.parse(document) as { keys: object[] }).keys
      const body = { keys: [...many(3, () => key), { ...key, x: 'AA', y: 'AA' }] }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    hostile.server.turn('/jwks', ambiguous)
    clock.advance(61_000)
    // The same key many times is one key, and what is no point of its curve is none.
    expect(await resultsOf(authenticator, [hostile.mint(), healthy.mint()])).toEqual(['ok'])
  })
})

test.each([
  ['speaks no TLS', (url: string) => url.replace('http:', 'https:')],
  ['is not there', () => 'http://127.0.0.1:1'],
])('an issuer that %s makes its own tokens 503, and no others', async (_name, move) => {
  const moved = { ...hostile, name: move(hostile.name) }
  const trusting = trustAll([moved, healthy], clock, { introspection: undefined })
  const own = many(5, () => hostile.mint({ iss: moved.name }))
  expect(await resultsOf(trusting, own)).toEqual(['KEYS_UNAVAILABLE'])
  expect(
    await resultsOf(
      trusting,
      many(5, () => healthy.mint()),
    ),
  ).toEqual(['ok'])
})
