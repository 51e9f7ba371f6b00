import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openStore } from '../../../src/store/open-store.ts'
import type { Bar, Store } from '../../../src/store/store.ts'
import { startRedis, type TestRedis } from '../../fixtures/redis.ts'
import { startStopwatch } from '../../fixtures/stopwatch.ts'

vi.mock('../../../src/store/redis/deadlines.ts', () => import('../../fixtures/unhurried-redis.ts'))

const KEY = 'test:bars'
const bar = (value: string, more: Partial<Bar> = {}): Bar => ({
  kind: 'client',
  value,
  until: Date.now() + 3_600_000,
  ...more,
})

let server: TestRedis
let admin: Redis
const opened: Store[] = []
afterEach(async () => {
  admin.disconnect()
  await Promise.all(opened.splice(0).map((store) => store.close()))
  await server.stop()
})

async function begin(options: { readonly persistent?: true } = {}) {
  server = await startRedis(options)
  admin = new Redis(server.url)
  admin.on('error', () => {})
}

/** A replica, and what it was told last. */
async function replica(onFailure: 'open' | 'closed' = 'closed') {
  const store = await openStore(
    { redis: { url: server.url, keyPrefix: 'test', onFailure } },
    { now: () => performance.now() },
  )
  opened.push(store)
  const heard: string[] = []
  const waiting = new Set<() => void>()
  store.onBars((bars) => {
    heard.push(
      bars === 'unavailable'
        ? bars
        : bars
            .map(({ value }) => value)
            .sort()
            .join(' '),
    )
    for (const look of waiting) look()
  })
  /** Resolves when it is told just this, with the milliseconds that took, as a stopwatch tells them. */
  function hears(what: string): Promise<number> {
    const elapsed = startStopwatch(...server.pids())
    return new Promise((resolve) => {
      const look = () => {
        if (heard.at(-1) !== what) return
        waiting.delete(look)
        resolve(elapsed())
      }
      waiting.add(look)
      look()
    })
  }
  return { store, heard, hears }
}

describe('replicas', () => {
  beforeEach(() => begin())

  test('hear of each other within a second', async () => {
    const [one, two] = [await replica(), await replica()]
    await one.hears('')
    await two.hears('')
    await one.store.bar(bar('app'))
    expect(await two.hears('app')).toBeLessThan(1000)
    await two.store.bar(bar('other'))
    expect(await one.hears('app other')).toBeLessThan(1000)
    await two.store.unbar(bar('app'))
    expect(await one.hears('other')).toBeLessThan(1000)
  })

  test('have a change in force where it was made by the time that it is told', async () => {
    const one = await replica()
    for (const name of ['first', 'second', 'third']) {
      await one.store.bar(bar(name))
      expect(one.heard.at(-1)).toContain(name)
    }
    await one.store.unbar({ kind: 'client', value: 'second' })
    expect(one.heard.at(-1)).toBe('first third')
  })

  test('notice a change that no message told of, within a second', async () => {
    const two = await replica()
    await two.hears('')
    await admin.hset(KEY, { version: 'other', '["client","app"]': `9 ${JSON.stringify(bar('app'))}` })
    expect(await two.hears('app')).toBeLessThan(1000)
  })

  test('are told again after their listening connection was cut', async () => {
    const [one, two] = [await replica(), await replica()]
    await two.hears('')
    await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await one.store.bar(bar('app'))
    expect(await two.hears('app')).toBeLessThan(1000)
  })

  test('put back what Redis has lost, but not what was lifted or has ended', async () => {
    const [one, two] = [await replica(), await replica()]
    for (const value of ['app', 'lifted']) await one.store.bar(bar(value))
    await one.store.unbar(bar('lifted'))
    await two.hears('app')
    await admin.flushall()
    while ((await admin.exists(KEY)) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await two.store.bars()).toMatchObject([{ value: 'app' }])
    expect(Object.keys(await admin.hgetall(KEY)).sort()).toEqual(['["client","app"]', 'version'])
  })

  test('leave the names of all keys and nothing else in clear', async () => {
    const { store } = await replica()
    await store.bar(bar('app'))
    await store.once('hashed', 60_000, 'owner')
    await store.enter('hashed', 1, 60_000)
    expect((await admin.keys('*')).sort()).toEqual([
      KEY,
      'test:once-count:owner',
      'test:once:hashed',
      'test:place:hashed',
    ])
  })

  test('entries that have ended are taken out with the next change, and the hash does not stay for ever', async () => {
    const { store } = await replica()
    await store.bar(bar('over', { until: Date.now() - 1 }))
    await store.bar(bar('app', { until: Date.now() + 48 * 3_600_000 }))
    expect(await admin.hlen(KEY)).toBe(2)
    const left = await admin.pttl(KEY)
    expect(left).toBeGreaterThan(47 * 3_600_000)
    expect(left).toBeLessThanOrEqual(48 * 3_600_000)
  })

  test.each<[string, () => Promise<unknown>]>([
    ['a text', () => admin.set(KEY, 'x')],
    ['a list', () => admin.rpush(KEY, 'x')],
    [
      'fields that are no bars',
      () => admin.hset(KEY, { version: 'x', a: 'b', '["client","b"]': '5 {"kind":"client"}' }),
    ],
    ['JSON of other kinds', () => admin.hset(KEY, { version: 'x', a: '5 null', b: '5 [1]', c: '5 "text"', d: '{}' })],
    ['a bar by the name of another', () => admin.hset(KEY, { version: 'x', a: `9 ${JSON.stringify(bar('app'))}` })],
  ])('what is no bar is passed over: %s', async (_name, plant) => {
    await plant()
    const { store } = await replica()
    expect(await store.bars()).toEqual([])
    expect(await store.bar(bar('app'))).toBe('done')
    expect(await store.bars()).toMatchObject([{ value: 'app' }])
    expect(store.state()).toBe('up')
  })
})

describe('while Redis is away', () => {
  beforeEach(() => begin())

  test.each([
    ['closed', 'unavailable'],
    ['open', 'app'],
  ] as const)(
    '%s: replicas know %j, nothing can be changed, and all is as before when it is back',
    async (onFailure, away) => {
      const { store, hears } = await replica(onFailure)
      await store.bar(bar('app'))
      await hears('app')
      await server.kill()
      while (store.state() === 'up') await store.once('probe', 1, 'owner')
      await hears(away)
      expect(await store.bar(bar('other'))).toBe('unavailable')
      expect(await store.unbar(bar('app'))).toBe('unavailable')
      expect(await store.bars()).toBe('unavailable')
      expect(await store.once('a', 1000, 'owner')).toBe('unavailable')
      await server.restart()
      await hears('app')
      while (store.state() === 'down') await new Promise((resolve) => setTimeout(resolve, 5))
      while ((await store.bar(bar('other'))) !== 'done') await new Promise((resolve) => setTimeout(resolve, 5))
      await hears('app other')
    },
  )

  test.each([
    ['open', { name: 'a' }],
    ['closed', 'unavailable'],
  ] as const)('%s: a place is %j, and can be left', async (onFailure, given) => {
    const { store } = await replica(onFailure)
    await server.kill()
    while (store.state() === 'up') await store.once('probe', 1, 'owner')
    const place = await store.enter('a', 1, 60_000)
    if (typeof given === 'string') return expect(place).toBe(given)
    expect(place).toMatchObject(given)
    expect(await store.enter('a', 1, 60_000)).toBe('full')
    await store.leave(place as Exclude<typeof place, string>)
    expect(await store.enter('a', 1, 60_000)).toMatchObject(given)
  })

  test('a replica that starts without it knows nobody when open, and cannot tell when closed', async () => {
    await server.kill()
    expect((await replica('open')).heard).toEqual([''])
    expect((await replica('closed')).heard).toEqual(['unavailable'])
  })
})

test('with a Redis that keeps its data, bars outlive a restart of everything', async () => {
  await begin({ persistent: true })
  const before = await replica()
  await before.store.bar(bar('app'))
  await before.store.close()
  await server.restart()
  const after = await replica()
  await after.hears('app')
  expect(await after.store.bars()).toMatchObject([{ value: 'app' }])
})
