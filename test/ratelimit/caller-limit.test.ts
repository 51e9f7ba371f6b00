import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CallerLimit } from '../../src/ratelimit/caller-limit.ts'
import { createLimiter, type LimiterOptions, type LimitResult } from '../../src/ratelimit/limiter.ts'
import { createMemoryStore } from '../../src/store/memory/memory.ts'
import type { Place, Store } from '../../src/store/store.ts'

const caller = { issuer: 'https://id.example.org', client: 'app', user: 'ann', address: '192.0.2.1' }
const DAY = 86_400_000

function limiterAt(clock: { ms: number }, options: Partial<LimiterOptions> = {}) {
  return createLimiter({ store: createMemoryStore({ now: () => clock.ms }), ...options })
}

const limitOf = (more: Partial<CallerLimit>): CallerLimit => ({ name: 'tier:small', key: 'client', ...more })

/** How many requests are admitted before the first that is not. */
async function admitted(check: () => LimitResult | Promise<LimitResult>): Promise<number> {
  for (let count = 0; ; count++) if (!(await check()).allowed) return count
}

describe('how many are admitted at once', () => {
  test.each<[string, Partial<CallerLimit>, number]>([
    ['the burst', { rps: 1, burst: 7 }, 7],
    ['as many as in a second, where no burst is given', { rps: 5 }, 5],
    ['one, where a second has less', { rps: 0.5 }, 1],
    ['those of a day', { perDay: 4 }, 4],
    ['the smaller of both', { rps: 10, perDay: 3 }, 3],
    ['the places', { concurrent: 2 }, 2],
    ['none, where there is no place', { concurrent: 0 }, 0],
  ])('%s', async (_name, limit, expected) => {
    const limiter = limiterAt({ ms: 0 })
    expect(await admitted(() => limiter.checkClient(caller, 1, limitOf(limit)))).toBe(expected)
  })
})

describe('who shares a budget', () => {
  test.each<[CallerLimit['key'], other: object, shared: boolean]>([
    ['client', { user: 'bob' }, true],
    ['client', { client: 'other' }, false],
    ['client', { issuer: 'https://other.example.org' }, false],
    ['user', { client: 'other' }, true],
    ['user', { user: 'bob' }, false],
    ['client+user', { user: 'bob' }, false],
    ['client+user', { client: 'other' }, false],
    ['address', { client: 'other', user: 'bob' }, true],
    ['address', { address: '192.0.2.2' }, false],
    ['tenant', { client: 'other', user: 'bob', address: '192.0.2.2', issuer: 'https://other.example.org' }, true],
    ['tenant', { tenant: 'south' }, false],
    ['tenant', { tenant: undefined }, false],
  ])('%s %j: %s', async (key, other, shared) => {
    const limiter = limiterAt({ ms: 0 })
    const one = { ...caller, tenant: 'north' }
    for (const limit of [limitOf({ key, rps: 0.01, burst: 1 }), limitOf({ key, concurrent: 1, name: 'places' })]) {
      expect((await limiter.checkClient(one, 1, limit)).allowed).toBe(true)
      expect((await limiter.checkClient({ ...one, ...other }, 1, limit)).allowed).toBe(!shared)
    }
  })
})

describe('beside the limit of the configuration', () => {
  const byDefault = { rps: 1, burst: 2, key: 'client' } as const
  test.each<[string, CallerLimit | undefined, number]>([
    ['a rate of the policy takes its place', limitOf({ rps: 1, burst: 5 }), 5],
    ['other limits of the policy stand beside it', limitOf({ perDay: 5 }), 2],
    ['and it stands alone without any', undefined, 2],
  ])('%s', async (_name, own, expected) => {
    const limiter = limiterAt({ ms: 0 }, { default: byDefault })
    expect(await admitted(() => limiter.checkClient(caller, 1, own))).toBe(expected)
  })
})

test('a day fills again steadily', async () => {
  const clock = { ms: 0 }
  const limiter = limiterAt(clock)
  const check = () => limiter.checkClient(caller, 1, limitOf({ perDay: 24 }))
  expect(await admitted(check)).toBe(24)
  clock.ms = DAY / 24 - 1
  expect(await admitted(check)).toBe(0)
  clock.ms = DAY / 2
  expect(await admitted(check)).toBe(12)
})

describe('the caller is told of the limit that is nearest', () => {
  const limit = limitOf({ rps: 10, burst: 10, perDay: 12, concurrent: 50 })
  test('while it is admitted', async () => {
    const limiter = limiterAt({ ms: 0 })
    expect((await limiter.checkClient(caller, 1, limit)).headers).toEqual({
      'RateLimit-Policy': '"rate";q=10;w=1',
      RateLimit: '"rate";r=9;t=1',
    })
  })

  test('the day, when that is used up', async () => {
    const clock = { ms: 0 }
    const limiter = limiterAt(clock)
    await limiter.checkClient(caller, 10, limit)
    clock.ms = 1000
    const { headers } = await limiter.checkClient(caller, 2, limit)
    expect(headers.RateLimit).toMatch(/^"day";r=0;/)
    expect(await limiter.checkClient(caller, 1, limit)).toMatchObject({
      allowed: false,
      limit: 'tier:small/day',
      headers: { 'RateLimit-Policy': '"day";q=12;w=86400', 'Retry-After': '7199' },
    })
  })

  test('nothing of the policy stands in the headers', async () => {
    const limiter = limiterAt({ ms: 0 })
    const results = [await limiter.checkClient(caller, 1, limit), await limiter.checkClient(caller, 99, limit)]
    expect(results[1]).toMatchObject({ allowed: false, limit: expect.stringMatching(/^tier:small/), tooCostly: true })
    expect(JSON.stringify(results.map(({ headers }) => headers))).not.toContain('small')
  })
})

describe('a place', () => {
  const limit = limitOf({ concurrent: 1, rps: 1, burst: 2 })

  test('is free again when it was left', async () => {
    const limiter = limiterAt({ ms: 0 })
    const first = await limiter.checkClient(caller, 1, limit)
    expect(await limiter.checkClient(caller, 1, limit)).toEqual({
      allowed: false,
      kind: 'limited',
      limit: 'tier:small/concurrent',
      tooCostly: false,
      headers: { 'Retry-After': '1' },
    })
    await limiter.leave((first as { place: Place }).place)
    expect(await limiter.checkClient(caller, 1, limit)).toMatchObject({ allowed: true })
  })

  test('that is refused takes nothing from the buckets, and a refused rate keeps no place', async () => {
    const clock = { ms: 0 }
    const limiter = limiterAt(clock)
    const { place } = (await limiter.checkClient(caller, 2, limit)) as { place: Place }
    await limiter.checkClient(caller, 1, limit)
    await limiter.leave(place)
    expect(await limiter.checkClient(caller, 1, limit)).toMatchObject({ limit: 'tier:small' })
    clock.ms = 1000
    expect(await limiter.checkClient(caller, 1, limit)).toMatchObject({ allowed: true })
  })
})

describe('a request that takes longer than a lease', () => {
  const limit = limitOf({ concurrent: 1 })
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  test('keeps its place until it is done with', async () => {
    const clock = { ms: 0 }
    const pass = async (ms: number) => {
      for (const end = clock.ms + ms; clock.ms < end; clock.ms += 1000) await vi.advanceTimersByTimeAsync(1000)
    }
    const limiter = limiterAt(clock)
    const { place } = (await limiter.checkClient(caller, 1, limit)) as { place: Place }
    await pass(60 * 60_000)
    expect(await limiter.checkClient(caller, 1, limit)).toMatchObject({
      allowed: false,
      limit: 'tier:small/concurrent',
    })
    await limiter.leave(place)
    expect(vi.getTimerCount()).toBe(0)
    expect(await limiter.checkClient(caller, 1, limit)).toMatchObject({ allowed: true })
  })
})

describe('a store that cannot answer refuses with 503', () => {
  const unavailable = async () => 'unavailable' as const
  test.each<[string, Partial<Store>, string]>([
    ['places', { enter: unavailable }, 'tier:small/concurrent'],
    ['buckets', { takeTokens: unavailable }, 'tier:small'],
  ])('%s', async (_name, broken, limit) => {
    const leave = vi.fn(async () => {})
    const store = { ...createMemoryStore({ now: () => 0 }), leave, ...broken }
    const limiter = createLimiter({ store })
    expect(await limiter.checkClient(caller, 1, limitOf({ concurrent: 1, rps: 1 }))).toEqual({
      allowed: false,
      kind: 'store-unavailable',
      limit,
      tooCostly: false,
      headers: { 'Retry-After': '1' },
    })
    expect(leave).toHaveBeenCalledTimes(broken.takeTokens === undefined ? 0 : 1)
  })
})

test('all buckets are one call of the store; a limit without numbers is none', async () => {
  const store = createMemoryStore({ now: () => 0 })
  const takeTokens = vi.fn(store.takeTokens)
  const limiter = createLimiter({ store: { ...store, takeTokens }, default: { rps: 1, burst: 9, key: 'address' } })
  await limiter.checkClient(caller, 1, limitOf({ rps: 5, perDay: 50, concurrent: 5 }))
  await limiter.checkClient(caller, 1, limitOf({ perDay: 50 }))
  expect(takeTokens.mock.calls.map(([draws]) => draws.length)).toEqual([2, 2])
  const unlimited = createLimiter({ store: { ...store, takeTokens } })
  expect(await unlimited.checkClient(caller, 1, limitOf({}))).toEqual({ allowed: true, headers: {} })
  expect(takeTokens).toHaveBeenCalledTimes(2)
})
