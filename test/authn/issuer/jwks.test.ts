import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FetchProblem } from '../../../src/authn/issuer/fetch-json.ts'
import { createIssuerKeys, type IssuerKeys } from '../../../src/authn/issuer/jwks.ts'
import type { KeySet } from '../../../src/authn/issuer/key-set.ts'
import { type VerificationKey, verificationKeys } from '../../../src/authn/issuer/verification-key.ts'
import { fakeClock } from '../../fixtures/issuer.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

let a: VerificationKey
let b: VerificationKey
let otherA: VerificationKey
let published: VerificationKey[] | FetchProblem
let lifetime: number
let fetches: number
let results: string[]
let clock: ReturnType<typeof fakeClock>
let keys: IssuerKeys

async function newKey(kid: string): Promise<VerificationKey> {
  const jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
  return (await verificationKeys({ ...jwk, kid }, new Set(['EdDSA']), new Map()))[0]!
}

beforeAll(async () => {
  a = await newKey('a')
  b = await newKey('b')
  otherA = await newKey('a')
})

beforeEach(() => {
  published = [a]
  lifetime = 10 * MINUTE
  fetches = 0
  results = []
  clock = fakeClock()
  const read = async (): Promise<KeySet | FetchProblem> => {
    fetches++
    if (typeof published === 'string') return published
    return { keys: new Map(published.map((key) => [key.identity, key])), lifetime }
  }
  keys = createIssuerKeys({ read, monotonic: clock.monotonic, onRefresh: (result) => results.push(result) })
})

const find = async (kid: string | undefined) => keys.find(kid, 'EdDSA')

describe('looking up a key', () => {
  test('asks the issuer once, then answers at once', async () => {
    expect(await find('a')).toEqual([a])
    expect(keys.find('a', 'EdDSA')).toEqual([a])
    expect(keys.find(undefined, 'EdDSA')).toEqual([a])
    expect(fetches).toBe(1)
  })

  test('many at first use share one fetch', async () => {
    await Promise.all(Array.from({ length: 50 }, () => find('a')))
    expect(fetches).toBe(1)
  })

  test('a key is found for its own algorithm only', async () => {
    await keys.warm()
    expect(await keys.find('a', 'ES256')).toBe('unknown')
  })

  test('an empty set is an answer, not an outage', async () => {
    published = []
    expect(await find('a')).toBe('unknown')
  })
})

test('a key that was published while the issuer was answering already is asked for once more', async () => {
  const waiting: ((keys: VerificationKey[]) => void)[] = []
  const read = async () => {
    const found = await new Promise<VerificationKey[]>((resolve) => waiting.push(resolve))
    return { keys: new Map(found.map((key) => [key.identity, key])), lifetime }
  }
  keys = createIssuerKeys({ read, monotonic: clock.monotonic, onRefresh: () => {} })
  const started = keys.warm()
  waiting[0]!([a])
  await started
  // A refresh that is due begins in the background, and two tokens of a new key come while it is under way.
  clock.advance(0.9 * lifetime)
  expect(keys.find('a', 'EdDSA')).toEqual([a])
  const found = [find('b'), find('b')]
  waiting[1]!([a])
  await expect.poll(() => waiting.length).toBe(3)
  waiting[2]!([a, b])
  expect(await Promise.all(found)).toEqual([[b], [b]])
  expect(waiting).toHaveLength(3)
})

describe('a key id that is not known', () => {
  beforeEach(() => keys.warm())

  test('is asked for, so that a rotation is seen at once', async () => {
    published = [a, b]
    expect(await find('b')).toEqual([b])
    expect(fetches).toBe(2)
  })

  test('a flood of them costs one fetch per cool-down', async () => {
    for (let i = 0; i < 500; i++) expect(await find(`random-${i}`)).toBe('unknown')
    expect(fetches).toBe(2)
    clock.advance(29 * SECOND)
    await Promise.all(Array.from({ length: 500 }, (_, i) => find(`more-${i}`)))
    expect(fetches).toBe(2)
    clock.advance(SECOND)
    await Promise.all(Array.from({ length: 500 }, (_, i) => find(`again-${i}`)))
    expect(fetches).toBe(3)
  })

  test('a good token is served at once during the flood', async () => {
    void find('random')
    expect(keys.find('a', 'EdDSA')).toEqual([a])
  })

  test('the same one is not asked for again within a minute, but is found when another question brings it', async () => {
    await find('b')
    clock.advance(40 * SECOND)
    expect(await find('b')).toBe('unknown')
    expect(fetches).toBe(2)
    published = [a, b]
    expect(await find('c')).toBe('unknown')
    expect(await find('b')).toEqual([b])
    expect(fetches).toBe(3)
  })

  test('with an issuer that cannot be asked is our trouble, not the token\u2019s', async () => {
    published = 'status'
    expect(await find('b')).toBe('unavailable')
    expect(await find('c')).toBe('unavailable')
    expect(await find('a')).toEqual([a])
    expect(fetches).toBe(2)
  })

  test('is found as soon as an issuer that could not be asked can be asked again', async () => {
    published = 'status'
    expect(await find('b')).toBe('unavailable')
    published = [a, b]
    clock.advance(SECOND - 1)
    expect(await find('b')).toBe('unavailable')
    clock.advance(1)
    expect(await find('b')).toEqual([b])
    expect(fetches).toBe(3)
  })

  test('a flood of them at an issuer that cannot be asked costs one fetch per back-off', async () => {
    published = 'status'
    for (let second = 0; second < 60; second++) {
      await Promise.all(Array.from({ length: 100 }, (_, i) => find(`random-${second}-${i}`)))
      clock.advance(SECOND)
    }
    // At 0, 1, 3, 7, 15, 31 seconds, and once at start.
    expect(fetches).toBe(7)
  })
})

describe('keeping keys fresh', () => {
  beforeEach(() => keys.warm())

  test('a refresh begins before the lifetime ends, and nobody waits for it', async () => {
    clock.advance(7 * MINUTE)
    await find('a')
    expect(fetches).toBe(1)
    clock.advance(MINUTE)
    expect(keys.find('a', 'EdDSA')).toEqual([a])
    expect(fetches).toBe(2)
  })

  test('past the lifetime, after no use, the first question waits for the answer: a key removed meanwhile does not pass', async () => {
    published = [b]
    clock.advance(HOUR)
    expect(keys.holds(a)).toBe(false)
    expect(await find('a')).toBe('unknown')
  })

  test('a key that left is refused after the next refresh, and the set has a new generation', async () => {
    const before = keys.generation()
    published = [b]
    clock.advance(8 * MINUTE)
    expect(keys.holds(a)).toBe(true)
    await keys.warm()
    expect(keys.holds(a)).toBe(false)
    expect(keys.generation()).not.toBe(before)
    expect(await find('b')).toEqual([b])
  })

  test('the same kid with another key replaces it', async () => {
    const before = keys.generation()
    published = [otherA]
    clock.advance(HOUR)
    expect(await find('a')).toEqual([otherA])
    expect(keys.holds(a)).toBe(false)
    expect(keys.generation()).not.toBe(before)
  })

  test('an unchanged set keeps its generation', async () => {
    const before = keys.generation()
    clock.advance(HOUR)
    await find('a')
    expect(fetches).toBe(2)
    expect(keys.generation()).toBe(before)
    expect(keys.holds(a)).toBe(true)
  })
})

describe('while the issuer is down', () => {
  test('the last keys serve for a day, without waiting, then none', async () => {
    await keys.warm()
    published = 'timeout'
    clock.advance(11 * MINUTE)
    expect(await find('a')).toEqual([a])
    expect(keys.state()).toBe('stale')
    expect(keys.find('a', 'EdDSA')).toEqual([a])
    expect(keys.holds(a)).toBe(true)

    clock.advance(23 * HOUR)
    expect(keys.find('a', 'EdDSA')).toEqual([a])
    await keys.warm()
    clock.advance(HOUR)
    expect(await find('a')).toBe('unavailable')
    expect(keys.holds(a)).toBe(false)
    expect(keys.state()).toBe('unavailable')
  })

  test('it is asked again after 1, 2, 4 … 30 seconds and no sooner, whatever the traffic', async () => {
    published = 'unreachable'
    await keys.warm()
    const asked: number[] = []
    for (let second = 1; second <= 100; second++) {
      clock.advance(SECOND)
      const before = fetches
      await Promise.all([find('a'), find('b'), find(undefined)])
      if (fetches > before) asked.push(second)
      expect(fetches - before).toBeLessThanOrEqual(1)
    }
    expect(asked).toEqual([1, 3, 7, 15, 31, 61, 91])
  })

  test('it serves again as soon as it answers', async () => {
    published = 'unreachable'
    expect(await find('a')).toBe('unavailable')
    published = [a]
    clock.advance(SECOND)
    expect(await find('a')).toEqual([a])
    expect(keys.state()).toBe('fresh')
    expect(results).toEqual(['unreachable', 'ok'])
  })

  test('a wall clock that jumps changes nothing', async () => {
    await keys.warm()
    clock.setWall(0)
    expect(keys.find('a', 'EdDSA')).toEqual([a])
    clock.setWall(Number.MAX_SAFE_INTEGER)
    expect(keys.find('a', 'EdDSA')).toEqual([a])
    expect(fetches).toBe(1)
  })
})
