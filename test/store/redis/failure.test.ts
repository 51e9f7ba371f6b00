import { EventEmitter, once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLimiter, type LimitResult } from '../../../src/ratelimit/limiter.ts'
import { openStore } from '../../../src/store/open-store.ts'
import type { Store } from '../../../src/store/store.ts'
import { startRedis, type TestRedis } from '../../fixtures/redis.ts'
import { startStopwatch } from '../../fixtures/stopwatch.ts'

const BURST = 1_000_000
/** In place of 50 ms, which the Redis of a busy machine may well take. */
const DEADLINE_MS = 1000
/** Less than a frozen Redis costs. */
const SLOW_MS = 800
/** Without the breaker every request would be slow; a busy machine makes one slow now and then. */
const FEW = 10

vi.mock('../../../src/store/redis/deadlines.ts', async (actual) => ({
  ...(await actual<typeof import('../../../src/store/redis/deadlines.ts')>()),
  CALL_DEADLINE_MS: 1000,
  CONNECT_DEADLINE_MS: 5000,
}))

let server: TestRedis
let store: Store
const state = new EventEmitter()

beforeEach(async () => {
  server = await startRedis()
})
afterEach(async () => {
  await store.close()
  await server.stop()
})

async function limiterWith(onFailure: 'open' | 'closed', burst = BURST) {
  store = await openStore(
    { redis: { url: server.url, keyPrefix: 'test', onFailure } },
    { now: () => performance.now(), onStateChange: (to) => state.emit(to) },
  )
  return createLimiter({ store, default: { rps: 0.001, burst, key: 'client' } })
}

interface Seen {
  readonly result: LimitResult
  readonly ms: number
}

/** Sends one request after the other, as one connection would, until told to end. */
function stream(check: () => Promise<LimitResult>) {
  const seen: Seen[] = []
  let ended = false
  const run = (async () => {
    while (!ended) {
      const start = performance.now()
      const result = await check()
      seen.push({ result, ms: performance.now() - start })
      await turn()
    }
  })()
  return {
    seen,
    /** Resolves when this many more requests have been answered. */
    async more(count: number) {
      const until = seen.length + count
      while (seen.length < until) await turn()
    },
    async end() {
      ended = true
      await run
    },
  }
}

const caller = { client: 'app', address: '192.0.2.1' }

describe.each(['open', 'closed'] as const)('onFailure: %s', (onFailure) => {
  const kindOf = ({ result }: Seen) => (result.allowed ? 'allowed' : result.kind)
  const whileAway = onFailure === 'open' ? 'allowed' : 'store-unavailable'

  test.each<[string, (redis: TestRedis) => unknown, (redis: TestRedis) => unknown]>([
    ['frozen and thawed', (redis) => redis.freeze(), (redis) => redis.thaw()],
    ['killed and started again', (redis) => redis.kill(), (redis) => redis.restart()],
    [
      'frozen, killed and started again',
      (redis) => redis.freeze(),
      async (redis) => {
        await redis.kill()
        await redis.restart()
      },
    ],
  ])('a Redis that is %s costs one short delay a connection, and is used again by itself', async (_, fail, recover) => {
    const limiter = await limiterWith(onFailure)
    const streams = Array.from({ length: 5 }, () => stream(async () => limiter.checkClient(caller, 1)))
    await streams[0]!.more(50)
    expect(streams.flatMap((s) => s.seen.map(kindOf))).not.toContain('store-unavailable')

    const down = once(state, 'down')
    await fail(server)
    await down
    expect(store.state()).toBe('down')
    const firstDown = streams.map((s) => s.seen.length)
    await Promise.all(streams.map((s) => s.more(200)))
    // The request in flight when the failure was noticed is the first of these; each of the others fell back at once.
    for (const [i, { seen }] of streams.entries()) {
      const away = seen.slice(firstDown[i]!, firstDown[i]! + 200)
      expect(new Set(away.map(kindOf))).toEqual(new Set([whileAway]))
      expect(away.slice(1).filter(({ ms }) => ms > SLOW_MS).length).toBeLessThanOrEqual(FEW)
    }

    const up = once(state, 'up')
    await recover(server)
    const elapsed = startStopwatch(...server.pids())
    await up
    expect(elapsed()).toBeLessThan(5000)
    await streams[0]!.more(50)
    await Promise.all(streams.map((s) => s.end()))
    for (const { seen } of streams) {
      expect(seen.slice(-5).map(kindOf)).toEqual(Array(5).fill('allowed'))
      expect(seen.filter(({ ms }) => ms > SLOW_MS).length).toBeLessThanOrEqual(3 * FEW)
    }
    expect(store.state()).toBe('up')
  })
})

test('a gateway that starts before its Redis serves, and uses it when it comes', async () => {
  await server.kill()
  const limiter = await limiterWith('closed')
  expect(store.state()).toBe('down')
  expect(await limiter.checkClient(caller, 1)).toMatchObject({ allowed: false, kind: 'store-unavailable' })
  const up = once(state, 'up')
  await server.restart()
  await up
  expect(await limiter.checkClient(caller, 1)).toMatchObject({ allowed: true })
})

test('a Redis that does not answer costs a request 50 ms', async () => {
  const times = await vi.importActual<typeof import('../../../src/store/redis/deadlines.ts')>(
    '../../../src/store/redis/deadlines.ts',
  )
  expect(times.CALL_DEADLINE_MS).toBe(50)
})

test('a pause of the gateway itself is not taken for a dead Redis', async () => {
  const limiter = await limiterWith('closed')
  const check = limiter.checkClient(caller, 1)
  await turn()
  const end = performance.now() + 2 * DEADLINE_MS
  while (performance.now() < end);
  expect(await check).toMatchObject({ allowed: true })
  expect(store.state()).toBe('up')
})

test('while Redis is away an open replica still limits, from a full bucket of its own', async () => {
  const limiter = await limiterWith('open', 3)
  expect(await limiter.checkClient(caller, 3)).toMatchObject({ allowed: true })
  expect(await limiter.checkClient(caller, 1)).toMatchObject({ allowed: false, kind: 'limited' })
  const down = once(state, 'down')
  await server.kill()
  await down
  expect(await limiter.checkClient(caller, 3)).toMatchObject({ allowed: true })
  expect(await limiter.checkClient(caller, 1)).toMatchObject({ allowed: false, kind: 'limited', limit: 'default' })
})

test('a Redis that answers with errors is down too, and is tried now and then, not per request', async () => {
  const limiter = await limiterWith('closed')
  const admin = new Redis(server.url)
  const tries = async () => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1])
  await admin.config('SET', 'maxmemory', '1')
  const down = once(state, 'down')
  expect(await limiter.checkClient(caller, 1)).toMatchObject({ allowed: false, kind: 'store-unavailable' })
  await down

  const before = await tries()
  const since = performance.now()
  for (let i = 0; i < 1000; i++) {
    expect(await limiter.checkClient(caller, 1)).toMatchObject({ allowed: false, kind: 'store-unavailable' })
  }
  // Twice a second in the long run.
  expect((await tries()) - before).toBeLessThan(20 + (performance.now() - since) / 500)

  const up = once(state, 'up')
  await admin.config('SET', 'maxmemory', '0')
  await up
  expect(await limiter.checkClient(caller, 1)).toMatchObject({ allowed: true })
  admin.disconnect()
})
