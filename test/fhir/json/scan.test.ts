import { describe, expect, test } from 'vitest'
import { areBytesAt } from '../../../src/fhir/json/compare.ts'
import { type Members, readMembers } from '../../../src/fhir/json/members.ts'
import { CUT_SHORT, literalEnd, NOT_FOUND, numberEnd, plainStringEnd, stringEnd } from '../../../src/fhir/json/scan.ts'
import { readString } from '../../../src/fhir/json/string.ts'

const everyByte = Array.from({ length: 256 }, (_, byte) => byte)
const isJson = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test.each(['true', 'false', 'null'])('%s is read by all of its letters', (word) => {
  const right = Buffer.from(`${word},`)
  expect(literalEnd(right, 0)).toBe(word.length)
  for (let at = 0; at < word.length; at++) {
    for (const byte of everyByte.filter((each) => each !== word.charCodeAt(at))) {
      const wrong = Buffer.from(right)
      wrong[at] = byte
      expect(literalEnd(wrong, 0)).toBe(NOT_FOUND)
    }
    expect(literalEnd(right.subarray(0, at), 0)).toBe(NOT_FOUND)
  }
})

describe('what stands behind a backslash', () => {
  test('is one of eight characters, or u', () => {
    for (const byte of everyByte.filter((each) => each !== 0x75)) {
      const written = Buffer.from([0x22, 0x5c, byte, 0x22])
      expect([byte, stringEnd(written, 1)]).toEqual([byte, isJson(written.toString('latin1')) ? 3 : NOT_FOUND])
    }
  })

  test.each([0, 1, 2, 3])('is four hexadecimal digits after u: digit %i', (at) => {
    for (const byte of everyByte) {
      const written = Buffer.from('"\\u0041"')
      written[3 + at] = byte
      expect([byte, stringEnd(written, 1)]).toEqual([byte, isJson(written.toString('latin1')) ? 7 : NOT_FOUND])
    }
  })
})

test.each([
  ['"', CUT_SHORT],
  ['"abc', CUT_SHORT],
  ['"a\\', CUT_SHORT],
  ['"a\nb"', NOT_FOUND],
])('%j is no string to read', (text, end) => {
  expect(stringEnd(Buffer.from(text), 1)).toBe(end)
  expect(readString(Buffer.from(text), 1)).toBeUndefined()
})

test.each<[string, string, number, boolean]>([
  ['abc', 'xabcx', 1, true],
  ['', 'x', 0, true],
  ['abc', 'xabdx', 1, false],
  ['abc', 'xxbcx', 1, false],
  ['abc', 'xabcx', 0, false],
  ['abc', 'xab', 1, false],
  ['é', 'xé', 1, true],
])('%j stands in %j at %i: %s', (text, whole, at, stands) => {
  expect(areBytesAt(Buffer.from(text, 'latin1'), Buffer.from(whole, 'latin1'), at)).toBe(stands)
})

test('plain text in a string is every byte from a space to a tilde but the quote and the backslash', () => {
  for (const byte of everyByte.filter((each) => each !== 0x22 && each !== 0x5c)) {
    const string = Buffer.from([0x22, 0x61, byte, 0x22])
    expect([byte, stringEnd(string, 1)]).toEqual([byte, byte < 0x20 ? NOT_FOUND : 3])
    expect([byte, plainStringEnd(string, 1)]).toEqual([byte, byte < 0x20 || byte > 0x7e ? NOT_FOUND : 3])
  }
  expect(plainStringEnd(Buffer.from('"a\\n"'), 1)).toBe(NOT_FOUND)
  expect(plainStringEnd(Buffer.from('"a'), 1)).toBe(NOT_FOUND)
})

test.each<[string, number]>([
  ['0', 1],
  ['-0.5e-10', 8],
  ['1'.repeat(100), 100],
  ['1'.repeat(101), NOT_FOUND],
  ['1e999', 5],
  ['1e1000', NOT_FOUND],
  ['', NOT_FOUND],
  ['-', NOT_FOUND],
  ['x', NOT_FOUND],
  ['01', NOT_FOUND],
  ['1.', NOT_FOUND],
  ['.5', NOT_FOUND],
  ['1e', NOT_FOUND],
  ['1e+', NOT_FOUND],
])('the number %s ends at %i', (text, end) => {
  expect(numberEnd(Buffer.from(text), 0)).toBe(end)
  expect(numberEnd(Buffer.from(`${text},`), 0)).toBe(end)
})

test.each<[string, string | undefined, boolean]>([
  ['a', '1', true],
  ['b', '"x"', true],
  ['b', '"y"', false],
  ['b', '"x', false],
  ['b', '"x""', false],
  ['b', undefined, false],
  ['absent', undefined, true],
  ['absent', '1', false],
])('of {"a":1,"b":"x"} the member %s is written as %s: %s', (name, value, is) => {
  const members = readMembers(Buffer.from('{"a":1,"b":"x"}'), 0, 9) as Members
  expect(members.isWritten(name, value === undefined ? undefined : Buffer.from(value))).toBe(is)
})
