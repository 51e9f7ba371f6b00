import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMemoryStore } from '../../src/store/memory/memory.ts'
import { connectRedisStore } from '../../src/store/redis/redis.ts'
import type { Bar, Place, Store } from '../../src/store/store.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'

vi.mock('../../src/store/redis/deadlines.ts', () => import('../fixtures/unhurried-redis.ts'))

const LEASE = 60_000
const hour = 3_600_000
const bar = (value: string, more: Partial<Bar> = {}): Bar => ({
  kind: 'client',
  value,
  until: Date.now() + hour,
  ...more,
})

let server: TestRedis
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

/** A store, and how time passes for it. */
interface Subject {
  readonly store: Store
  pass(ms: number): Promise<void>
}

async function memory(): Promise<Subject> {
  let elapsed = 0
  const store = createMemoryStore({ now: () => elapsed, wallClock: () => Date.now() + elapsed })
  return {
    store,
    async pass(ms) {
      elapsed += ms
    },
  }
}

/** Redis keeps its own clock: instead of waiting, the ends of everything are drawn nearer. */
async function redis(): Promise<Subject> {
  const store = await connectRedisStore({ url: server.url, keyPrefix: 'test' })
  const client = new Redis(server.url)
  await client.flushall()
  closing.push(async () => client.disconnect())
  return {
    store,
    async pass(ms) {
      for (const key of await client.keys('*')) {
        if ((await client.type(key)) === 'zset') {
          for (const holder of await client.zrange(key, '0', '-1')) await client.zincrby(key, -ms, holder)
        }
        const left = await client.pttl(key)
        if (left > 0) await client.pexpire(key, Math.max(0, left - ms))
      }
    },
  }
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

describe.each([
  ['memory', memory],
  ['redis', redis],
])('%s', (_name, open) => {
  let store: Store
  let pass: Subject['pass']
  beforeEach(async () => {
    ;({ store, pass } = await open())
    closing.push(() => store.close())
  })

  describe('once', () => {
    test('a name is new to one caller only, however many ask at once', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => store.once('a', LEASE, 'owner')))
      expect(answers.filter((answer) => answer === true)).toHaveLength(1)
      expect(answers.filter((answer) => answer === false)).toHaveLength(49)
    })

    test('other names are others', async () => {
      expect(await store.once('a', LEASE, 'owner')).toBe(true)
      expect(await store.once('b', LEASE, 'owner')).toBe(true)
      expect(await store.once('a', LEASE, 'owner')).toBe(false)
    })

    test('a name is new again after its time, and not before', async () => {
      await store.once('a', 60_000, 'owner')
      await pass(50_000)
      expect(await store.once('a', 60_000, 'owner')).toBe(false)
      await pass(10_000)
      expect(await store.once('a', 60_000, 'owner')).toBe(true)
    })
  })

  describe('places', () => {
    test('are given to as many as there are, however many come at once', async () => {
      const given = await Promise.all(Array.from({ length: 20 }, () => store.enter('a', 3, LEASE)))
      expect(given.filter((place) => place === 'full')).toHaveLength(17)
      expect(await store.enter('b', 3, LEASE)).toMatchObject({ name: 'b' })
    })

    test('one that is left can be taken again, once', async () => {
      const place = (await store.enter('a', 1, LEASE)) as Place
      await store.leave(place)
      await store.leave(place)
      expect(await store.enter('a', 1, LEASE)).toMatchObject({ name: 'a' })
      await store.leave(place)
      expect(await store.enter('a', 1, LEASE)).toBe('full')
    })

    test('one that nobody leaves is free when its lease ends, and not before', async () => {
      await store.enter('a', 1, LEASE)
      await pass(LEASE - 5000)
      expect(await store.enter('a', 1, LEASE)).toBe('full')
      await pass(5000)
      expect(await store.enter('a', 1, LEASE)).toMatchObject({ name: 'a' })
    })

    test('one whose lease is renewed is kept beyond its first end', async () => {
      const place = (await store.enter('a', 1, LEASE)) as Place
      await pass(LEASE - 5000)
      await store.renew(place, LEASE)
      await pass(LEASE - 5000)
      expect(await store.enter('a', 1, LEASE)).toBe('full')
      await store.leave(place)
      await store.renew(place, LEASE)
      expect(await store.enter('a', 1, LEASE)).toMatchObject({ name: 'a' })
    })

    test('one whose lease has ended is not taken back', async () => {
      const place = (await store.enter('a', 1, LEASE)) as Place
      await pass(LEASE)
      await store.renew(place, LEASE)
      expect(await store.enter('a', 1, LEASE)).toMatchObject({ name: 'a' })
    })

    test('there are none where there are none to give', async () => {
      expect(await store.enter('a', 0, LEASE)).toBe('full')
    })
  })

  describe('bars', () => {
    test('are listed as they were given', async () => {
      const full = bar('app', { reason: 'leaked "key" äöü\n', issuedBefore: 1_700_000_000.5 })
      expect(await store.bar(full)).toBe('done')
      expect(await store.bar(bar('app', { kind: 'token-client' }))).toBe('done')
      const listed = (await store.bars()) as readonly Bar[]
      expect(listed).toHaveLength(2)
      expect(listed).toContainEqual(full)
    })

    test('one of the same kind and value is replaced', async () => {
      await store.bar(bar('app', { reason: 'old' }))
      await store.bar(bar('app', { reason: 'new' }))
      expect(await store.bars()).toMatchObject([{ reason: 'new' }])
    })

    test('one that is lifted is gone; one that is not there can be lifted', async () => {
      await store.bar(bar('app'))
      await store.bar(bar('other'))
      expect(await store.unbar({ kind: 'client', value: 'app' })).toBe('done')
      expect(await store.unbar({ kind: 'issuer', value: 'other' })).toBe('done')
      expect(await store.bars()).toMatchObject([{ value: 'other' }])
    })

    test('one whose time has come is not there', async () => {
      await store.bar(bar('over', { until: Date.now() - 1 }))
      await store.bar(bar('app'))
      expect(await store.bars()).toMatchObject([{ value: 'app' }])
    })

    test('a follower is told at once what is known, then of every change, until it has enough', async () => {
      const seen: string[][] = []
      let told = () => {}
      const next = (values: string[]) =>
        new Promise<void>((resolve) => {
          told = () => {
            if (JSON.stringify(seen.at(-1)) === JSON.stringify(values)) resolve()
          }
          told()
        })
      const end = store.onBars((bars) => {
        seen.push(bars === 'unavailable' ? [bars] : bars.map(({ value }) => value).sort())
        told()
      })
      expect(seen).toHaveLength(1)
      await next([])
      await store.bar(bar('app'))
      await next(['app'])
      await store.bar(bar('other'))
      await next(['app', 'other'])
      await store.unbar({ kind: 'client', value: 'app' })
      await next(['other'])
      end()
      const before = seen.length
      await store.bar(bar('third'))
      await store.bars()
      expect(seen).toHaveLength(before)
    })
  })
})
