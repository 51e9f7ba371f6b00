import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Draw, takeAll } from '../../../src/store/gcra.ts'
import {
  defineTakeTokens,
  type ScriptAnswer,
  type TakeTokensScript,
} from '../../../src/store/redis/take-tokens-script.ts'
import type { BucketDraw } from '../../../src/store/store.ts'
import fc from '../../fixtures/fast-check.ts'
import { startRedis, type TestRedis } from '../../fixtures/redis.ts'

let server: TestRedis
let redis: Redis
let script: TakeTokensScript

beforeAll(async () => {
  server = await startRedis()
  redis = new Redis(server.url)
  script = defineTakeTokens(redis, 'test')
})
beforeEach(() => redis.flushall())
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

/** One asker alone. */
async function takeTokens(draws: readonly BucketDraw[]): Promise<ScriptAnswer> {
  const [answer] = await script([draws])
  return answer!
}

const draw = fc.record(
  {
    limit: fc.record({
      rps: fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0.001, max: 50, noNaN: true })),
      burst: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 100_000 })),
    }),
    cost: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 100_000 })),
    unconditional: fc.constant(true as const),
  },
  { requiredKeys: ['limit', 'cost'] },
)

/** A bucket that is new, or was left at this share of its capacity before or after the present. */
const stored = fc.option(fc.double({ min: -0.5, max: 2, noNaN: true }), { nil: undefined })

test('Redis and the arithmetic in memory come to the same result, to the microsecond', async () => {
  const cases = fc.array(fc.record({ draw, stored }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(cases, async (buckets) => {
      await redis.flushall()
      const [seconds] = await redis.time()
      const tats = buckets.map(({ draw: { limit }, stored: share }) =>
        share === undefined ? undefined : Math.floor(Number(seconds) * 1e6 + (share * limit.burst * 1e6) / limit.rps),
      )
      for (const [i, tat] of tats.entries()) if (tat !== undefined) await redis.set(`test:limit:${i}`, String(tat))

      const draws: Draw[] = buckets.map((bucket) => bucket.draw)
      const answer = await takeTokens(draws.map((d, i) => ({ ...d, key: String(i) })))

      expect({ admitted: answer.admitted, tats: answer.tats }).toEqual(takeAll(draws, tats, answer.now))
      for (const [i, tat] of answer.tats.entries()) {
        const kept = await redis.get(`test:limit:${i}`)
        // Its time may have passed since; what is still there must say the same.
        if (kept !== null)
          expect(takeAll([draws[i]!], [Number(kept)], answer.now).tats).toEqual(
            takeAll([draws[i]!], [tat], answer.now).tats,
          )
        if (!answer.admitted) expect(kept).toBe(tats[i] === undefined ? null : String(tats[i]))
      }
    }),
    { numRuns: 500 },
  )
})

test('askers of one call are served one after the other, from the same buckets', async () => {
  const limits = [
    { rps: 1, burst: 3 },
    { rps: 0.5, burst: 8 },
    { rps: 2, burst: 5 },
  ]
  const asked = fc.uniqueArray(fc.record({ bucket: fc.nat(2), cost: fc.nat(3) }), {
    ...{ minLength: 1, maxLength: 3 },
    selector: ({ bucket }) => bucket,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 8 }), async (all) => {
      await redis.flushall()
      const askers = all.map((draws) =>
        draws.map(({ bucket, cost }): BucketDraw => ({ key: String(bucket), limit: limits[bucket]!, cost })),
      )
      const answers = await script(askers)
      expect(answers).toHaveLength(askers.length)
      const tats = new Map<string, number>()
      for (const [at, draws] of askers.entries()) {
        const answer = answers[at]!
        expect(answer.now).toBe(answers[0]!.now)
        const told = takeAll(
          draws,
          draws.map(({ key }) => tats.get(key)),
          answer.now,
        )
        expect({ admitted: answer.admitted, tats: answer.tats }).toEqual(told)
        if (told.admitted) for (const [i, { key }] of draws.entries()) tats.set(key, told.tats[i]!)
      }
    }),
    { numRuns: 200 },
  )
})

test('a key is gone when its bucket is full again', async () => {
  await takeTokens([{ key: 'a', limit: { rps: 0.1, burst: 50 }, cost: 20 }])
  const left = await redis.pttl('test:limit:a')
  expect(left).toBeGreaterThan(140_000)
  expect(left).toBeLessThanOrEqual(200_000)
})

test('a look stores nothing', async () => {
  await takeTokens([{ key: 'a', limit: { rps: 1, burst: 1 }, cost: 0 }])
  expect(await redis.dbsize()).toBe(0)
})

test.each(['', 'nonsense', 'nan', '1e999', '-1e999', '-5'])(
  'a value %j that nobody here wrote does no harm',
  async (value) => {
    await redis.set('test:limit:a', value)
    const answer = await takeTokens([{ key: 'a', limit: { rps: 1, burst: 5 }, cost: 1 }])
    expect(answer.tats[0]).toBeGreaterThanOrEqual(answer.now)
    expect(answer.tats[0]).toBeLessThanOrEqual(answer.now + 5_000_000)
  },
)
