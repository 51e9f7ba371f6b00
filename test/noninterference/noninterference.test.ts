import fc from 'fast-check'
import { expect, test } from 'vitest'
import { difference, sound, visits } from './property.ts'

/** `NONINTERFERENCE_PAIRS=100000 npx vitest run test/noninterference` looks longer, from another seed each time. */
const { NONINTERFERENCE_PAIRS: asked, NONINTERFERENCE_SEED: given } = process.env
const pairs = Number(asked ?? 4000)
const seed = Number(given ?? (asked === undefined ? 20_240_601 : Date.now() % 1_000_000_000))

const STEPS = 12
/** Of twelve steps some have no link to follow. */
const visitsNeeded = Math.ceil(pairs / 9)

test(`no answer tells of what the caller may not see (seed ${seed})`, { timeout: 180_000 + pairs * 10 }, async () => {
  const count = { pairs: 0 }
  await fc.assert(
    fc.asyncProperty(visits(STEPS), async (visit) => {
      expect(await difference(visit, sound, count)).toBeUndefined()
    }),
    { numRuns: visitsNeeded, seed },
  )
  console.log(`noninterference: ${count.pairs} request pairs, seed ${seed}`)
  expect(count.pairs).toBeGreaterThanOrEqual(pairs)
})
