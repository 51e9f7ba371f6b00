import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryStore } from '../../src/store/memory/memory.ts'
import type { BucketDraw, Taken } from '../../src/store/store.ts'
import { createBorrower } from '../../src/workers/borrower.ts'
import { createLender, LOAN_MS } from '../../src/workers/lender.ts'
import fc from '../fixtures/fast-check.ts'

/** Milliseconds; the clock of all processes in these tests. */
let time = 0
const now = () => time

beforeEach(() => {
  time = 0
  vi.useFakeTimers({ toFake: ['setTimeout'] })
})
afterEach(() => void vi.useRealTimers())

/** Workers that share buckets; what they send takes `latency` milliseconds each way. */
function workersOf(count: number, latency = 0) {
  const lender = createLender(createMemoryStore({ now }), now)
  let asked = 0
  const lag = () => (latency === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, latency)))
  const takers = Array.from({ length: count }, () =>
    createBorrower({
      now,
      async ask(draws, wanted) {
        asked += 1
        await lag()
        const borrowed = await lender.borrow(draws, wanted)
        await lag()
        return borrowed
      },
      async settle(spent) {
        await lag()
        lender.settle(spent)
      },
    }),
  )
  return { takers, lender, asked: () => asked }
}

/** What is sent is heard, and answered, before the next millisecond. */
async function pass(milliseconds: number): Promise<void> {
  await settled()
  for (let left = milliseconds; left > 0; left -= 1) {
    time += Math.min(1, left)
    vi.advanceTimersByTime(Math.min(1, left))
    await settled()
  }
}

async function settled(): Promise<void> {
  for (let step = 0; step < 12; step++) await undefined
}

const isAdmitted = (taken: Taken | 'unavailable') => taken !== 'unavailable' && taken.admitted
const limit = { rps: 1000, burst: 1000 }
const draw: BucketDraw = { key: 'k', limit, cost: 1 }

test('a bucket that is used a lot is asked for seldom, and one that is used now and then each time', async () => {
  const { takers, asked } = workersOf(2)
  for (let i = 0; i < 400; i++) {
    expect(isAdmitted(await takers[i % 2]!([draw]))).toBe(true)
    await pass(0.5)
  }
  expect(asked()).toBeLessThan(60)
  const before = asked()
  for (let i = 0; i < 10; i++) {
    await pass(LOAN_MS)
    await takers[0]!([draw])
  }
  expect(asked()).toBe(before + 10)
})

test('what is answered from a loan says what is left of the bucket, but for a token that came back meanwhile', async () => {
  const [alone, { takers, asked }] = [createMemoryStore({ now }), workersOf(1)]
  for (let i = 0; i < 100; i++) {
    const [there, here] = [await alone.takeTokens([draw]), await takers[0]!([draw])] as [Taken, Taken]
    const off = there.verdicts[0]!.remaining - here.verdicts[0]!.remaining
    expect([0, 1, 2]).toContain(off)
    expect(here.verdicts[0]!.resetMs - there.verdicts[0]!.resetMs).toBeLessThanOrEqual(off + 1)
    await pass(0.25)
  }
  expect(asked()).toBeLessThan(30)
})

test('a loan is no longer spent when its time is over, and what is left of it is there for others', async () => {
  const slow = { key: 'k', limit: { rps: 0.001, burst: 100 }, cost: 1 }
  const { takers } = workersOf(2)
  for (let i = 0; i < 12; i++) await takers[0]!([slow])
  await pass(LOAN_MS * 2)
  let admitted = 0
  while (isAdmitted(await takers[1]!([slow]))) admitted += 1
  expect(admitted).toBe(88)
  expect(isAdmitted(await takers[0]!([slow]))).toBe(false)
})

test('what a worker borrowed that says nothing more counts as spent', async () => {
  const lender = createLender(createMemoryStore({ now }), now)
  const slow = { key: 'k', limit: { rps: 0.001, burst: 160 }, cost: 1 }
  const borrowed = await lender.borrow([slow], [5])
  expect(borrowed).toMatchObject({ admitted: true, loans: [{ tokens: 5 }] })
  await pass(5001)
  const after = await lender.borrow([{ ...slow, cost: 0 }], [0])
  expect(after).toMatchObject({ verdicts: [{ remaining: 154 }] })
  lender.settle([{ id: 1, tokens: 0 }])
  expect(await lender.borrow([{ ...slow, cost: 0 }], [0])).toMatchObject({ verdicts: [{ remaining: 154 }] })
})

test('a cost that only loans stand against is asked to come again, not never', async () => {
  const lender = createLender(createMemoryStore({ now }), now)
  const slow = { key: 'k', limit: { rps: 1, burst: 160 }, cost: 0 }
  await lender.borrow([slow], [10])
  const taken = await lender.borrow([{ ...slow, cost: 160 }], [0])
  expect(taken).toMatchObject({ admitted: false, verdicts: [{ retryAfterMs: LOAN_MS }] })
  expect(await lender.borrow([{ ...slow, cost: 161 }], [0])).toMatchObject({ verdicts: [{ retryAfterMs: 'never' }] })
})

test('of a store that answers later nothing is lent', async () => {
  const store = createMemoryStore({ now })
  const lender = createLender({ takeTokens: async (draws) => store.takeTokens(draws) }, now)
  expect(await lender.borrow([draw], [100])).toMatchObject({ admitted: true, loans: [] })
})

/** Of these admissions, in milliseconds, none is more than a full bucket and what has come back allow, in any stretch of time. */
function isWithin(admitted: readonly number[], { rps, burst }: typeof limit): boolean {
  let level = burst
  let last = admitted[0] ?? 0
  return admitted.every((at) => {
    level = Math.min(burst, level + ((at - last) * rps) / 1000) - 1
    last = at
    return level > -1e-6
  })
}

test.each([0, 2])(
  'whatever comes in whichever order, one bucket is kept, %s ms apart from its workers',
  async (latency) => {
    const greed = fc.record({
      workers: fc.integer({ min: 2, max: 4 }),
      limit: fc.record({ rps: fc.integer({ min: 50, max: 2000 }), burst: fc.integer({ min: 1, max: 400 }) }),
      // Requests in each millisecond, and which worker each goes to.
      arrivals: fc.array(fc.array(fc.nat(3), { maxLength: 6 }), { minLength: 150, maxLength: 400 }),
    })
    await fc.assert(
      fc.asyncProperty(greed, async ({ workers, limit, arrivals }) => {
        time = 0
        const [{ takers }, alone] = [workersOf(workers, latency), createMemoryStore({ now })]
        const wanted = { key: 'k', limit, cost: 1 }
        const admitted: number[] = []
        let byOne = 0
        for (const reached of arrivals) {
          for (const worker of reached) {
            if (isAdmitted(await alone.takeTokens([wanted]))) byOne += 1
            const taken = takers[worker % workers]!([wanted])
            // Decided when it comes to the lender.
            const at = time + latency
            if (taken instanceof Promise) void taken.then((later) => isAdmitted(later) && admitted.push(at))
            else if (isAdmitted(taken)) admitted.push(time)
          }
          await pass(1)
        }
        await pass(latency * 2 + 1)
        expect(
          isWithin(
            admitted.sort((a, b) => a - b),
            limit,
          ),
        ).toBe(true)
        expect(admitted.length).toBeLessThanOrEqual(byOne + (limit.rps * latency * 2) / 1000 + 1)
        expect(admitted.length).toBeGreaterThanOrEqual(Math.floor(byOne * 0.98) - 1)
      }),
      { numRuns: 20, endOnFailure: true },
    )
  },
)
