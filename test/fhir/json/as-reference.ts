import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { DUPLICATE, Members, objectsOf, readMembers } from '../../../src/fhir/json/members.ts'
import { CUT_SHORT, NOT_FOUND } from '../../../src/fhir/json/scan.ts'
import { scannerOf } from '../../../src/fhir/json/scanner/scanner.ts'
import { randomJson } from './arbitrary-json.ts'
import { type ReferenceMember, referenceScan } from './reference-scan.ts'

/** JSON or what is nearly that, and what the slow and obvious reading says of it. */
export interface ScanCase {
  readonly bytes: Buffer
  readonly depth: number
  readonly wanted: ReturnType<typeof referenceScan>
}

export function randomCase(number: number, depth: number): ScanCase {
  return caseOf(randomJson(number), depth)
}

/** Small documents with every byte in every place, whole and cut behind it; numbers of every length about the longest. */
export function* changedCases(): Generator<ScanCase> {
  for (let length = 95; length < 105; length++) {
    for (const number of ['1'.repeat(length), `-0.${'1'.repeat(length - 3)}`, `1e${'1'.repeat(length - 95)}`])
      for (const text of [number, `[${number}]`]) yield caseOf(Buffer.from(text), 3)
  }
  for (const text of DOCUMENTS) {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at++) {
      for (let byte = 0; byte < 256; byte++) {
        const changed = Buffer.from(bytes)
        changed[at] = byte
        yield caseOf(changed, 3)
        yield caseOf(changed.subarray(0, at + 1), 3)
      }
    }
  }
}

const DOCUMENTS = [
  ...['true', 'false', 'null', '-0.5e-10', '"\\u00aF\\t"', '[]'],
  '{"\\u00e9\\n":[true,false,null],"a":"\\u12aF" }',
  '{ "a" : {"b":-1.50e+19,"":[ ]},\n"c":0}',
  '{"a":"0123456789abcdefghi\\u004a\\\\ \\"","b":1}',
  '{"name of more than sixteen bytes":{},"é":[[]]}',
]

function caseOf(bytes: Buffer, depth: number): ScanCase {
  return { bytes, depth, wanted: referenceScan(bytes.toString('latin1'), 0, depth) }
}

/** Whether a case is an object, and whole. @throws AssertionError when it is scanned in another way. */
export function scansAsReference({ bytes, depth, wanted }: ScanCase): boolean {
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
export function isCutShort({ bytes, depth, wanted }: ScanCase, cut: number): void {
  if (typeof wanted === 'number' || wanted.members === undefined) return
  const part = bytes.subarray(0, cut % wanted.end)
  assert.equal(scannerOf(part).valueEnd(0, depth), CUT_SHORT)
}

/** Objects that follow each other, with every byte in every place. @throws AssertionError where they are read otherwise. */
export function followEachOther(): void {
  const text = '{"a":1} \n,\t\r {"b":{"c":[]}},{} , 1'
  for (let at = 0; at < text.length; at++) {
    for (let byte = 0; byte < 256; byte++) {
      const bytes = Buffer.from(text)
      bytes[at] = byte
      const wanted = objectsIn(bytes.toString('latin1'))
      const scanned = scannerOf(bytes).objects(0, 9, 2)
      const found = objectsOf(bytes, scanned).map((each) => (each instanceof Members ? [each.start, each.end] : each))
      if (isUtf8(bytes)) assert.deepEqual(found, wanted)
      assert.equal(scanned.end, wanted.at(-1)?.[1] ?? 0)
    }
  }
}

/** Where objects begin and end that are parted by commas, up to the first that is none. */
function objectsIn(text: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = []
  for (let at = 0; text[at] === '{'; ) {
    const read = referenceScan(text, at, 9)
    if (typeof read === 'number') return found
    found.push([at, read.end])
    at = read.end + (/^[ \t\r\n]*,[ \t\r\n]*/.exec(text.slice(read.end))?.[0].length ?? text.length)
  }
  return found
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
