import { once } from 'node:events'
import { createServer } from 'node:net'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createLimiter } from '../../../src/ratelimit/limiter.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { connectRedisStore } from '../../../src/store/redis/redis.ts'
import type { Store } from '../../../src/store/store.ts'
import { startRedis, type TestRedis } from '../../fixtures/redis.ts'

vi.mock('../../../src/store/redis/deadlines.ts', () => import('../../fixtures/unhurried-redis.ts'))

const SECRET = 'not-to-be-seen'
let server: TestRedis
const opened: Store[] = []

async function connect(url: string, causes: (string | undefined)[] = [], startTimeoutMs = 30_000) {
  const store = await connectRedisStore({
    url,
    keyPrefix: 'test',
    startTimeoutMs,
    onStateChange: (state, cause) => causes.push(cause ?? state),
  })
  opened.push(store)
  return store
}

beforeAll(async () => {
  server = await startRedis({ password: SECRET })
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()))
})
afterAll(() => server.stop())

test('two replicas with one Redis share one budget exactly', async () => {
  const limit = { rps: 0.001, burst: 100, key: 'client' } as const
  const [one, other] = await Promise.all(
    [server.url, server.url].map(async (url) => createLimiter({ store: await connect(url), default: limit })),
  )
  const caller = { client: 'shared', address: '192.0.2.1' }
  const results = await Promise.all(
    Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? one! : other!).checkClient(caller, 1)),
  )
  expect(results.filter((result) => result.allowed)).toHaveLength(100)
  expect(results.filter((result) => !result.allowed && result.kind === 'limited')).toHaveLength(200)
})

test('several buckets are one call', async () => {
  const watcher = new Redis(server.url)
  const store = await connect(server.url)
  const calls = async () => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await watcher.info('commandstats'))?.[1] ?? 0)
  const before = await calls()
  const limit = { rps: 1, burst: 5 }
  const taken = await store.takeTokens(['a', 'b', 'c'].map((key) => ({ key, limit, cost: 2 })))
  expect(await calls()).toBe(before + 1)
  const verdict = { admitted: true, remaining: 3, resetMs: 2000 }
  expect(taken).toEqual({ admitted: true, verdicts: [verdict, verdict, verdict] })
  watcher.disconnect()
})

test('a key in Redis shows the limit and nothing of the caller', async () => {
  const watcher = new Redis(server.url)
  const limiter = createLimiter({ store: await connect(server.url), default: { rps: 0.01, burst: 5, key: 'user' } })
  await watcher.flushall()
  await limiter.checkClient({ user: 'Ann-Example', client: 'app', address: '192.0.2.1' }, 1)
  const keys = await watcher.keys('*')
  expect(keys).toEqual([expect.stringMatching(/^test:limit:default:[\w-]{43}$/)])
  watcher.disconnect()
})

describe('a Redis that is of no use is down with a code that gives nothing away', () => {
  test.each([
    ['wrong password', (port: number) => `redis://:wrong@127.0.0.1:${port}`, 'WRONGPASS'],
    ['no password', (port: number) => `redis://127.0.0.1:${port}`, 'NOAUTH'],
    ['nobody there', () => 'redis://:not-to-be-seen@127.0.0.1:1', 'ECONNREFUSED'],
  ])('%s', async (_, url, cause) => {
    const causes: (string | undefined)[] = []
    const store = await connect(url(server.port), causes, 3000)
    expect(store.state()).toBe('down')
    expect(causes).toEqual([cause])
    expect(await store.takeTokens([{ key: 'a', limit: { rps: 1, burst: 1 }, cost: 1 }])).toBe('unavailable')
  })
})

test('rediss:// speaks TLS', async () => {
  let greet = (_bytes: Buffer) => {}
  const greeting = new Promise<Buffer>((resolve) => {
    greet = resolve
  })
  const plain = createServer((socket) => socket.on('error', () => {}).once('data', greet)).listen(0, '127.0.0.1')
  await once(plain, 'listening')
  const { port } = plain.address() as { port: number }
  const store = await connect(`rediss://:${SECRET}@127.0.0.1:${port}`, [], 500)
  const HANDSHAKE = 0x16
  expect((await greeting)[0]).toBe(HANDSHAKE)
  expect((await greeting).includes(SECRET)).toBe(false)
  expect(store.state()).toBe('down')
  plain.close()
})

describe('the URL', () => {
  test.each([
    'http://localhost',
    'localhost:6379',
    '/var/run/redis.sock',
    'redis:///',
    `redis://:${SECRET}@host:port`,
    `http://:${SECRET}@h`,
    '',
  ])('%j is refused, and not repeated', async (url) => {
    const opening = openStore({ redis: { url, keyPrefix: 'g', onFailure: 'open' } }, { now: () => 0 })
    await expect(opening).rejects.toThrow(/^store\.redis\.url is not a redis:\/\/ or rediss:\/\/ URL$/)
  })
})

test('the memory store is opened without any Redis', async () => {
  const store = await openStore('memory', { now: () => 0 })
  expect(store.state()).toBe('up')
})
