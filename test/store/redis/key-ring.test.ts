import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keyRingTimes, type SharedKey } from '../../../src/store/key-ring.ts'
import { defineTurnRing, type TurnRingScript } from '../../../src/store/redis/key-ring.ts'
import { startRedis, type TestRedis } from '../../fixtures/redis.ts'

const PLACE = 'test:seal-keys'
const { rotateMs, leadMs, keepMs } = keyRingTimes
const key = (id: string): SharedKey => ({ id, key: randomBytes(32) })
const [first, second, third] = [key('first'), key('second_-'), key('third')]

let server: TestRedis
let redis: Redis
let turn: TurnRingScript

beforeAll(async () => {
  server = await startRedis()
  redis = new Redis(server.url)
  turn = defineTurnRing(redis, 'test')
})
beforeEach(() => redis.flushall())
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

/** Lets this much time pass for the ring. */
async function age(milliseconds: number) {
  await redis.hincrby(PLACE, 'at', -milliseconds)
}

test('of many that come at once the first decides', async () => {
  const offers = Array.from({ length: 20 }, (_, i) => ({ held: key(`held${i}`), fresh: key(`fresh${i}`) }))
  const others = Array.from({ length: 3 }, () => new Redis(server.url))
  const scripts = [turn, ...others.map((other) => defineTurnRing(other, 'test'))]
  const found = await Promise.all(offers.map((offer, i) => scripts[i % scripts.length]!(offer)))
  for (const other of others) other.disconnect()
  expect(offers.map(({ held }) => held)).toContainEqual(found[0]!.current)
  expect(new Set(found.map((keys) => JSON.stringify(keys))).size).toBe(1)
})

test('a key is followed by another, which is shown first, then used, then alone', async () => {
  expect(await turn({ held: first, fresh: second })).toEqual({ current: first, previous: [] })
  await age(rotateMs - 10_000)
  expect(await turn({ held: third, fresh: second })).toEqual({ current: first, previous: [] })
  await age(10_000)
  expect(await turn({ held: first, fresh: second })).toEqual({ current: first, previous: [], next: second })
  expect(await turn({ held: first, fresh: third })).toEqual({ current: first, previous: [], next: second })
  await age(leadMs)
  expect(await turn({ held: first, fresh: third })).toEqual({ current: second, previous: [first] })
  await age(keepMs)
  expect(await turn({ held: second, fresh: third })).toEqual({ current: second, previous: [] })
  expect(await redis.hget(PLACE, 'olderKey')).toBe('')
})

test('the keys do not stay when nobody asks for them any more', async () => {
  await turn({ held: first, fresh: second })
  const left = await redis.pttl(PLACE)
  expect(left).toBeGreaterThan(rotateMs)
  expect(left).toBeLessThanOrEqual(rotateMs + keepMs)
})

test('where Redis has lost the keys, what is in use is shared again', async () => {
  await turn({ held: first, fresh: second })
  await redis.flushall()
  expect(await turn({ held: first, fresh: third })).toEqual({ current: first, previous: [] })
})

describe('what cannot be a ring is replaced', () => {
  const whole = { at: String(Date.now()), id: 'x', key: randomBytes(32).toString('base64url') }

  test.each<[string, () => Promise<unknown>]>([
    ['a text', () => redis.set(PLACE, 'x')],
    ['a list', () => redis.rpush(PLACE, 'x')],
    ['no time', () => redis.hset(PLACE, { ...whole, at: '' })],
    ['a time that is no number', () => redis.hset(PLACE, { ...whole, at: 'nan' })],
    ['a time far ahead', () => redis.hset(PLACE, { ...whole, at: String(Date.now() + leadMs + 60_000) })],
    ['no id', () => redis.hset(PLACE, { ...whole, id: '' })],
    ['an id of other characters', () => redis.hset(PLACE, { ...whole, id: 'a b' })],
    ['a long id', () => redis.hset(PLACE, { ...whole, id: 'x'.repeat(17) })],
    ['a short key', () => redis.hset(PLACE, { ...whole, key: whole.key.slice(1) })],
    ['no key', () => redis.hset(PLACE, { at: whole.at, id: whole.id })],
  ])('%s', async (_, plant) => {
    await plant()
    expect(await turn({ held: first, fresh: second })).toEqual({ current: first, previous: [] })
  })

  test.each([
    ['no older key', {}],
    ['an older key that is none', { olderId: 'y', olderKey: 'short' }],
    ['an older key of the same id', { olderId: 'x', olderKey: randomBytes(32).toString('base64url') }],
  ])('%s is left out', async (_, older) => {
    await redis.hset(PLACE, { ...whole, ...older })
    const current = { id: 'x', key: Buffer.from(whole.key, 'base64url') }
    expect(await turn({ held: first, fresh: second })).toEqual({ current, previous: [] })
  })
})
