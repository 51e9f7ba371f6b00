import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createRedisLink, type RedisLink } from '../../../src/store/redis/link.ts'
import { createRedisOnce } from '../../../src/store/redis/once.ts'
import { startRedis, type TestRedis } from '../../fixtures/redis.ts'

vi.mock('../../../src/store/redis/deadlines.ts', () => import('../../fixtures/unhurried-redis.ts'))

const ROOM = { names: 3, ms: 60_000 }
let server: TestRedis
let admin: Redis
const links: RedisLink[] = []

async function replica(room = ROOM) {
  const link = createRedisLink({ url: server.url, probe: async () => undefined })
  links.push(link)
  const once = createRedisOnce(link, 'test', room)
  await link.start(30_000)
  return once
}

beforeAll(async () => {
  server = await startRedis()
  admin = new Redis(server.url)
})
beforeEach(() => admin.flushall())
afterEach(() => {
  for (const link of links.splice(0)) link.close()
})
afterAll(async () => {
  admin.disconnect()
  await server.stop()
})

test('a name is unknown to one of all replicas that ask at the same time', async () => {
  const [one, two] = [await replica(), await replica()]
  const asked = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? one : two)('a', 60_000, 'owner'))
  expect((await Promise.all(asked)).filter((fresh) => fresh)).toEqual([true])
  expect(await admin.hgetall('test:once-count:owner')).toEqual({ names: '1' })
})

test('who has used up the room is told so on every replica, and others are not', async () => {
  const [one, two] = [await replica(), await replica()]
  for (const name of ['a', 'b', 'c']) expect(await one(name, 60_000, 'greedy')).toBe(true)
  expect(await two('d', 60_000, 'greedy')).toBe('unavailable')
  expect(await admin.exists('test:once:d')).toBe(0)
  expect(await two('a', 60_000, 'greedy')).toBe(false)
  expect(await two('e', 60_000, 'honest')).toBe(true)
})

test('the room is there again after its time, and nothing stays for ever', async () => {
  const once = await replica({ names: 1, ms: 50 })
  expect(await once('a', 60_000, 'owner')).toBe(true)
  await expect.poll(() => once('b', 60_000, 'owner'), { timeout: 30_000 }).toBe(true)
  expect(await once('a', 60_000, 'owner')).not.toBe(true)
  for (const key of await admin.keys('*')) expect(await admin.pttl(key)).not.toBe(-1)
})

test('a count that is none begins anew', async () => {
  await admin.set('test:once-count:owner', 'broken')
  expect(await (await replica())('a', 60_000, 'owner')).toBe(true)
})
