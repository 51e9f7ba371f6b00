import fc from 'fast-check'
import { expect, test } from 'vitest'
import { policyCallers } from './policy-callers.ts'
import { difference, soundUnderPolicy, visits } from './property.ts'

/** `NONINTERFERENCE_PAIRS=100000 npx vitest run test/noninterference` looks longer, from another seed each time. */
const { NONINTERFERENCE_PAIRS: asked, NONINTERFERENCE_SEED: given } = process.env
const pairs = Number(asked ?? 1500)
const seed = Number(given ?? (asked === undefined ? 20_240_601 : Date.now() % 1_000_000_000))

const STEPS = 12
const visitsNeeded = Math.ceil(pairs / 9)

test(`no answer tells of what the policy hides (seed ${seed})`, { timeout: 180_000 + pairs * 20 }, async () => {
  const count = { pairs: 0 }
  await fc.assert(
    fc.asyncProperty(visits(STEPS, policyCallers), async (visit) => {
      expect(await difference(visit, soundUnderPolicy, count)).toBeUndefined()
    }),
    { numRuns: visitsNeeded, seed },
  )
  console.log(`noninterference under a policy: ${count.pairs} request pairs, seed ${seed}`)
  expect(count.pairs).toBeGreaterThanOrEqual(pairs)
})
