import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { DUPLICATE, Members, readMembers } from '../../../src/fhir/json/members.ts'
import { CUT_SHORT, NOT_FOUND } from '../../../src/fhir/json/scan.ts'
import { scannerOf } from '../../../src/fhir/json/scanner/scanner.ts'
import { randomJson } from './arbitrary-json.ts'
import { type ReferenceMember, referenceScan } from './reference-scan.ts'

/**
 * Scans random JSON and compares with the slow and obvious reading of it. @returns whether it was an object, and whole.
 * @throws AssertionError
 */
export function scansAsReference(number: number, depth: number): boolean {
  const bytes = randomJson(number)
  const wanted = referenceScan(bytes.toString('latin1'), 0, depth)
  const end = scannerOf(bytes).valueEnd(0, depth)
  if (typeof wanted === 'number') {
    assert.equal(end, wanted)
    assert.equal(readMembers(bytes, 0, depth), bytes[0] === 0x7b || bytes.length === 0 ? wanted : NOT_FOUND)
    return false
  }
  assert.equal(end, wanted.end)
  if (wanted.members === undefined) assert.equal(readMembers(bytes, 0, depth), NOT_FOUND)
  if (wanted.members === undefined || !isUtf8(bytes.subarray(0, end))) return false
  isSame(readMembers(bytes, 0, depth), wanted.members, 2)
  return true
}

/** The beginning of a document is cut short wherever it is cut. @throws AssertionError */
export function isCutShort(number: number, cut: number): void {
  const bytes = randomJson(number)
  const scan = referenceScan(bytes.toString('latin1'), 0, 9)
  if (typeof scan === 'number' || scan.members === undefined) return
  const part = bytes.subarray(0, cut % scan.end)
  assert.equal(scannerOf(part).valueEnd(0, 9), CUT_SHORT)
}

function isSame(found: Members | number | undefined, wanted: readonly ReferenceMember[], levels: number): void {
  const names = expectedNames(wanted)
  if (typeof names === 'number') {
    assert.equal(found, names)
    return
  }
  const members = found as Members
  assert(members instanceof Members)
  for (const { name, span, members: inner } of wanted) {
    assert.deepEqual(members.spanOf(name), span)
    if (levels > 1) {
      if (inner === undefined) assert.equal(members.membersOf(name), NOT_FOUND)
      else isSame(members.membersOf(name), inner, levels - 1)
    }
  }
  assert.equal(members.spanOf('absent'), undefined)
  assert.deepEqual(members.names, names)
  assert.deepEqual(
    members.spans().map(({ value }) => value),
    wanted.map(({ span }) => span),
  )
}

/** Names as they are compared: half a surrogate pair is no text. */
function expectedNames(members: readonly ReferenceMember[]): readonly string[] | number {
  const names = members.map(({ name }) => name)
  if (names.some((name) => /[\ud800-\udfff]/u.test(name))) return NOT_FOUND
  return new Set(names).size < names.length ? DUPLICATE : names
}
