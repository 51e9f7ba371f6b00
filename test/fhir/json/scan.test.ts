import { describe, expect, test } from 'vitest'
import { areBytesAt, isTextAt } from '../../../src/fhir/json/compare.ts'
import { CUT_SHORT, literalEnd, NOT_FOUND, stringEnd } from '../../../src/fhir/json/scan.ts'
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
  expect(isTextAt(text, Buffer.from(whole, 'latin1'), at)).toBe(stands)
})
