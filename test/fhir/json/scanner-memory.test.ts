import { expect, test } from 'vitest'
import { DUPLICATE, Members, objectsOf, readMembers } from '../../../src/fhir/json/members.ts'
import { CUT_SHORT, TOO_DEEP } from '../../../src/fhir/json/scan.ts'
import { scannerOf } from '../../../src/fhir/json/scanner/scanner.ts'

const MIB = 2 ** 20
const many = (count: number) => Array.from({ length: count }, (_, n) => `"name${n}":{"n":${n}}`)

test('scanners that are used in turn keep their own bytes', () => {
  const one = scannerOf(Buffer.from('[1,"one"]'))
  const other = scannerOf(Buffer.from('{"other":[]}'))
  expect(one.valueEnd(0, 9)).toBe(9)
  expect(other.valueEnd(9, 9)).toBe(11)
  expect(one.valueEnd(3, 9)).toBe(8)
  expect(readMembers(Buffer.from('{"a":1}'), 0, 9)).toBeInstanceOf(Members)
  expect(other.valueEnd(0, 9)).toBe(12)
})

test('what was scanned stays as it was when more is', () => {
  const first = readMembers(Buffer.from('{"a":1,"b":{"c":2}}'), 0, 9) as Members
  readMembers(Buffer.from('{"x":{"y":[1,2,3]},"z":""}'), 0, 9)
  expect(first.spanOf('b')).toEqual([11, 18])
  expect((first.membersOf('b') as Members).names).toEqual(['c'])
})

test('nothing of longer bytes before is seen after the end', () => {
  scannerOf(Buffer.from(`"${'x'.repeat(1000)}"`)).valueEnd(0, 9)
  for (const text of ['"', '"xx', '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '"\\', '"\\u00']) {
    expect(scannerOf(Buffer.from(text)).valueEnd(0, 9)).toBe(CUT_SHORT)
  }
})

test('an object with more members than there is room for at first', () => {
  const text = `{${many(100_000).join()}}`
  const members = readMembers(Buffer.from(text), 0, 9) as Members
  expect(members.names.length).toBe(100_000)
  expect(members.spanOf('name99999')).toEqual([text.length - 12, text.length - 1])
  expect(readMembers(Buffer.from(`{${many(100_000).join()},"name5":1}`), 0, 9)).toBe(DUPLICATE)
})

test('more objects than there is room for are read in several parts', () => {
  const bytes = Buffer.from(Array(20_000).fill('{"a":{"b":1},"c":2}').join())
  const scanner = scannerOf(bytes)
  let [at, found, parts] = [0, 0, 0]
  while (at < bytes.length) {
    const scanned = scanner.objects(at, 9, 2)
    found += objectsOf(bytes, scanned).length
    parts++
    at = scanned.end + 1
  }
  expect(found).toBe(20_000)
  expect(parts).toBeGreaterThan(1)
})

test('large and small inputs in turn', () => {
  const large = Buffer.from(`"${'x'.repeat(32 * MIB)}"`)
  for (let round = 0; round < 3; round++) {
    expect(scannerOf(large).valueEnd(0, 9)).toBe(large.length)
    expect(scannerOf(Buffer.from('[]')).valueEnd(0, 9)).toBe(2)
  }
})

test('depth costs no stack, and has an end', () => {
  const deep = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))
  expect(scannerOf(deep(2000)).valueEnd(0, Number.POSITIVE_INFINITY)).toBe(4000)
  expect(scannerOf(deep(2001)).valueEnd(0, Number.POSITIVE_INFINITY)).toBe(TOO_DEEP)
})
