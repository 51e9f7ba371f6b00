import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seed } from '../../fixtures/seed.ts'
import { changedCases, followEachOther, isCutShort, randomCase, scansAsReference } from './as-reference.ts'

const RUNS = Number(process.env.GATEHOUSE_FUZZ_RUNS ?? 4_000)
const parameters = { numRuns: RUNS, seed }
const timeout = 20_000 + RUNS

test('random JSON is scanned as a slow and obvious reading has it', { timeout }, () => {
  let whole = 0
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 9 }), (number, depth) => {
      if (scansAsReference(randomCase(number, depth))) whole++
    }),
    parameters,
  )
  expect(whole).toBeGreaterThan(RUNS / 20)
})

test('every byte in every place of small documents is read as that reading has it', { timeout }, () => {
  for (const each of changedCases()) scansAsReference(each)
})

test('objects that follow each other are parted by commas and white space', { timeout }, followEachOther)

test('the beginning of a document is cut short wherever it is cut', { timeout }, () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(), (number, cut) => isCutShort(randomCase(number, 9), cut)),
    parameters,
  )
})
