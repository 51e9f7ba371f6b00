import { isUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DUPLICATE, Members, readMembers } from '../../../src/fhir/json/members.ts'
import { CUT_SHORT, NOT_FOUND } from '../../../src/fhir/json/scan.ts'
import { scannerOf } from '../../../src/fhir/json/scanner/scanner.ts'
import { seed } from '../../fixtures/seed.ts'
import { randomJson } from './arbitrary-json.ts'
import { type ReferenceMember, referenceScan } from './reference-scan.ts'

const RUNS = Number(process.env.GATEHOUSE_FUZZ_RUNS ?? 4_000)
const parameters = { numRuns: RUNS, seed }

/** Names as they are compared: half a surrogate pair is no text. */
function expectedNames(members: readonly ReferenceMember[]): readonly string[] | number {
  const names = members.map(({ name }) => name)
  if (names.some((name) => /[\ud800-\udfff]/u.test(name))) return NOT_FOUND
  return new Set(names).size < names.length ? DUPLICATE : names
}

function expectSame(found: Members | number | undefined, wanted: readonly ReferenceMember[], levels: number): void {
  const names = expectedNames(wanted)
  if (typeof names === 'number') {
    expect(found).toBe(names)
    return
  }
  const members = found as Members
  expect(members).toBeInstanceOf(Members)
  for (const { name, span, members: inner } of wanted) {
    expect(members.spanOf(name)).toEqual(span)
    if (levels > 1) {
      if (inner === undefined) expect(members.membersOf(name)).toBe(NOT_FOUND)
      else expectSame(members.membersOf(name), inner, levels - 1)
    }
  }
  expect(members.spanOf('absent')).toBeUndefined()
  expect(members.names).toEqual(names)
  expect(members.spans().map(({ value }) => value)).toEqual(wanted.map(({ span }) => span))
}

const timeout = 20_000 + RUNS

test('random JSON is scanned as a slow and obvious reading has it', { timeout }, () => {
  let whole = 0
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 9 }), (number, depth) => {
      const bytes = randomJson(number)
      const wanted = referenceScan(bytes.toString('latin1'), 0, depth)
      const end = scannerOf(bytes).valueEnd(0, depth)
      if (typeof wanted === 'number') {
        expect(end).toBe(wanted)
        expect(readMembers(bytes, 0, depth)).toBe(bytes[0] === 0x7b || bytes.length === 0 ? wanted : NOT_FOUND)
        return
      }
      expect(end).toBe(wanted.end)
      if (wanted.members === undefined) expect(readMembers(bytes, 0, depth)).toBe(NOT_FOUND)
      if (wanted.members === undefined || !isUtf8(bytes.subarray(0, end))) return
      whole++
      expectSame(readMembers(bytes, 0, depth), wanted.members, 2)
    }),
    parameters,
  )
  expect(whole).toBeGreaterThan(RUNS / 20)
})

test('the beginning of a document is cut short wherever it is cut', { timeout }, () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(), (number, cut) => {
      const bytes = randomJson(number)
      const scan = referenceScan(bytes.toString('latin1'), 0, 9)
      if (typeof scan === 'number' || scan.members === undefined) return
      const part = bytes.subarray(0, cut % scan.end)
      expect(scannerOf(part).valueEnd(0, 9)).toBe(CUT_SHORT)
    }),
    parameters,
  )
})
