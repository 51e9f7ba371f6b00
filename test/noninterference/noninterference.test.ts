import fc from 'fast-check'
import { expect, test } from 'vitest'
import { difference, sound, visits } from './property.ts'

const STEPS = 12
const pairs = Number(process.env.NONINTERFERENCE_PAIRS ?? 2400)
const seed = Number(process.env.NONINTERFERENCE_SEED ?? 20_240_601)

test(`no answer tells of what the caller may not see (seed ${seed})`, { timeout: 60_000 + pairs * 100 }, async () => {
  const count = { pairs: 0 }
  await fc.assert(
    fc.asyncProperty(visits(STEPS), async (visit) => {
      expect(await difference(visit, sound, count)).toBeUndefined()
    }),
    { numRuns: Math.ceil(pairs / STEPS), seed },
  )
  console.log(`noninterference: ${count.pairs} request pairs, seed ${seed}`)
})
