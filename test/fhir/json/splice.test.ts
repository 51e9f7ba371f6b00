import { describe, expect, test } from 'vitest'
import { arrayOf, type Edit, splice } from '../../../src/fhir/json/splice.ts'
import { type JsonBody, readStrict } from '../../../src/fhir/json/strict.ts'

const edit = (start: number, end: number, text: string): Edit => ({ span: [start, end], bytes: Buffer.from(text) })

describe('replacing ranges', () => {
  test.each([
    ['nothing', [], 'abcdef'],
    ['one range', [edit(1, 3, 'X')], 'aXdef'],
    ['ranges in any order', [edit(4, 5, 'Y'), edit(0, 1, 'X')], 'XbcdYf'],
    ['ranges that touch', [edit(1, 2, 'X'), edit(2, 4, 'Y')], 'aXYef'],
    ['an insertion before a replacement', [edit(1, 3, 'X'), edit(1, 1, 'Y')], 'aYXdef'],
    ['the start and the end', [edit(0, 0, 'X'), edit(6, 6, 'Y')], 'XabcdefY'],
    ['a removal', [edit(0, 6, '')], ''],
  ])('%s', (_name, edits, expected) => {
    expect(splice(Buffer.from('abcdef'), edits).toString()).toBe(expected)
  })

  test.each([
    ['overlapping', [edit(1, 4, ''), edit(3, 5, '')]],
    ['one inside another', [edit(0, 6, ''), edit(2, 3, '')]],
    ['the same twice', [edit(1, 2, ''), edit(1, 2, '')]],
    ['backwards', [edit(3, 1, '')]],
    ['before the start', [edit(-1, 1, '')]],
    ['after the end', [edit(5, 7, '')]],
    ['not whole', [edit(0.5, 2, '')]],
    ['not a number', [edit(Number.NaN, 2, '')]],
  ])('ranges that are %s are an error', (_name, edits) => {
    expect(() => splice(Buffer.from('abcdef'), edits)).toThrow(RangeError)
  })
})

test('entries of a Bundle are left out, and the digits of the others stay', () => {
  const bytes = Buffer.from('{"type":"batch", "entry" : [{"n":1.00}, {"n":2}, {"n":12345678901234567890}]}')
  const body = readStrict(bytes, { depth: 4 }) as JsonBody
  const { entry } = body.value as { entry: object[] }
  const kept = [entry[0]!, entry[2]!].map((each) => bytes.subarray(...body.spanOf(each)))
  const written = splice(bytes, [{ span: body.spanOf(entry), bytes: arrayOf(kept) }])
  expect(written.toString()).toBe('{"type":"batch", "entry" : [{"n":1.00},{"n":12345678901234567890}]}')
})

test('an array of nothing', () => {
  expect(arrayOf([]).toString()).toBe('[]')
})
