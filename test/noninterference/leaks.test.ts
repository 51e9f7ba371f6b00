import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gatewayOf, partsFor } from './gateway.ts'
import { leaks } from './leaks.ts'
import { type Build, difference, type Visit, visits } from './property.ts'
import { serverOf } from './upstream.ts'

const SEED = 20_240_602

/** Visits until one tells the worlds apart, at most `most`. */
async function firstTold(build: Build, most: number): Promise<Visit | undefined> {
  for (let seed = SEED; seed < SEED + most / 100; seed++) {
    for (const visit of fc.sample(visits(12), { numRuns: 100, seed })) {
      if (await difference(visit, build)) return visit
    }
  }
  return undefined
}

describe('the property catches a gateway in which', () => {
  test.each(Object.entries(leaks))('%s', async (_, build) => {
    expect(await firstTold(build, 2000)).toBeDefined()
  })
})

test('a server that adds records of others to every searchset tells nothing through the gateway', async () => {
  const subject = { reference: 'Patient/p02' }
  let left = false
  const build: Build = (world) => {
    left = !left
    const leak = { resourceType: 'Observation', id: 'leak', status: 'final', code: { text: 'hiv' }, subject }
    return gatewayOf(partsFor(serverOf(world, left ? { leak } : {})))
  }
  for (const visit of fc.sample(visits(12), { numRuns: 60, seed: SEED })) {
    const scopes = visit.steps.some((step) => step.do === 'borrow') ? undefined : visit.scopes
    if (scopes) expect(await difference(visit, build)).toBeUndefined()
  }
})
