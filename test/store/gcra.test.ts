import { describe, expect, test } from 'vitest'
import { type Draw, interval, type Limit, takeAll, verdict } from '../../src/store/gcra.ts'
import fc from '../fixtures/fast-check.ts'

const NOW = 1_790_000_000_000_000
const SECOND = 1_000_000

/** One bucket, drawn from at the given times (µs after NOW). */
function bucket(limit: Limit) {
  let tat: number | undefined
  return (at: number, cost: number, unconditional?: true) => {
    const draw: Draw = unconditional ? { limit, cost, unconditional } : { limit, cost }
    const result = takeAll([draw], [tat], NOW + at)
    tat = result.tats[0]!
    return verdict(draw, tat, NOW + at, result.admitted)
  }
}

describe('a bucket of 5 at 2 a second', () => {
  const limit = { rps: 2, burst: 5 }

  test('admits its burst, then refuses with the exact wait', () => {
    const draw = bucket(limit)
    expect([1, 1, 1, 1, 1].map((cost) => draw(0, cost).remaining)).toEqual([4, 3, 2, 1, 0])
    expect(draw(0, 1)).toEqual({ admitted: false, remaining: 0, resetMs: 2500, retryAfterMs: 500 })
    expect(draw(499_999, 1).admitted).toBe(false)
    expect(draw(500_000, 1)).toEqual({ admitted: true, remaining: 0, resetMs: 2500 })
  })

  test.each([
    ['a cost that does not fit now', 3, 2, { admitted: true, remaining: 0 }],
    ['a cost that fits later', 3, 3, { admitted: false, remaining: 2, retryAfterMs: 500 }],
    ['a cost that fits much later', 3, 5, { admitted: false, remaining: 2, retryAfterMs: 1500 }],
    ['a cost of more than the burst', 0, 6, { admitted: false, remaining: 5, retryAfterMs: 'never' }],
    ['a look at an empty bucket', 5, 0, { admitted: false, remaining: 0, retryAfterMs: 500 }],
    ['a look at a bucket with one left', 4, 0, { admitted: true, remaining: 1 }],
  ])('%s: %i taken, then %i', (_, first, second, expected) => {
    const draw = bucket(limit)
    if (first > 0) draw(0, first)
    expect(draw(0, second)).toMatchObject(expected)
  })

  test('an unconditional draw empties the bucket and no more', () => {
    const draw = bucket(limit)
    expect(draw(0, 1000, true)).toEqual({ admitted: true, remaining: 0, resetMs: 2500 })
    expect(draw(0, 1)).toMatchObject({ admitted: false, retryAfterMs: 500 })
  })

  test('a clock that was set back by a day locks nobody out for a day', () => {
    const draw = bucket(limit)
    draw(86_400 * SECOND, 5)
    expect(draw(0, 1)).toMatchObject({ admitted: false, retryAfterMs: 500 })
  })
})

test.each([
  [3, 333_334],
  [0.3, 3_333_334],
  [50, 20_000],
  [9999, 101],
])('at %d a second a token takes %i µs: rounding is to the safe side', (rps, micros) => {
  expect(interval({ rps, burst: 1 })).toBe(micros)
})

test('takes from all buckets or from none', () => {
  const wide = { limit: { rps: 1, burst: 10 }, cost: 1 }
  const empty = { limit: { rps: 1, burst: 1 }, cost: 1 }
  const result = takeAll([wide, empty], [undefined, NOW + SECOND], NOW)
  expect(result).toEqual({ admitted: false, tats: [NOW, NOW + SECOND] })
  expect(verdict(wide, NOW, NOW, false)).toEqual({ admitted: true, remaining: 10, resetMs: 0 })
})

const limits = fc.record({
  rps: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0.01, max: 50, noNaN: true })),
  burst: fc.integer({ min: 1, max: 1000 }),
})
/** Pauses of up to two seconds, and many of none. */
const draws = fc.array(
  fc.record({ pause: fc.oneof(fc.constant(0), fc.nat(2 * SECOND)), cost: fc.integer({ min: 0, max: 30 }) }),
  { minLength: 1, maxLength: 200 },
)

test('in any window of any history, no more than burst + rps · t is admitted', () => {
  fc.assert(
    fc.property(limits, draws, (limit, history) => {
      const draw = bucket(limit)
      const admitted: { at: number; cost: number }[] = []
      let at = 0
      for (const { pause, cost } of history) {
        at += pause
        if (draw(at, cost).admitted) admitted.push({ at, cost })
      }
      admitted.forEach((from, i) => {
        let sum = 0
        for (const { at: to, cost } of admitted.slice(i)) {
          sum += cost
          expect(sum).toBeLessThanOrEqual(limit.burst + (limit.rps * (to - from.at)) / SECOND + 1e-9)
        }
      })
    }),
  )
})

test('a refusal costs nothing, and what it says is true: refused until retryAfter, admitted then', () => {
  fc.assert(
    fc.property(limits, draws, (limit, history) => {
      let tat: number | undefined
      let now = NOW
      for (const { pause, cost } of history) {
        now += pause
        const draw = { limit, cost }
        const result = takeAll([draw], [tat], now)
        const said = verdict(draw, result.tats[0]!, now, result.admitted)
        if (!said.admitted) {
          expect(result.tats[0]).toBe(Math.max(tat ?? now, now))
          if (said.retryAfterMs === 'never') expect(cost).toBeGreaterThan(limit.burst)
          else {
            expect(takeAll([draw], [tat], now + (said.retryAfterMs - 1) * 1000).admitted).toBe(false)
            expect(takeAll([draw], [tat], now + said.retryAfterMs * 1000).admitted).toBe(true)
          }
        }
        tat = result.tats[0]!
      }
    }),
  )
})
