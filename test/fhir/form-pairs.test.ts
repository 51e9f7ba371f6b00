import { describe, expect, test } from 'vitest'
import { type Pair, readForm, writeForm } from '../../src/fhir/form-pairs.ts'
import fc from '../fixtures/fast-check.ts'

const pair = (name: string, value: string): Pair => ({ name, value })

test.each<[string, readonly Pair[]]>([
  ['', []],
  ['a=b', [pair('a', 'b')]],
  ['a', [pair('a', '')]],
  ['a=', [pair('a', '')]],
  ['a==b', [pair('a', '=b')]],
  ['a=b=c', [pair('a', 'b=c')]],
  ['a=1&a=2', [pair('a', '1'), pair('a', '2')]],
  ['%61=%62', [pair('a', 'b')]],
  ['a%3Db=c', [pair('a=b', 'c')]],
  ['a=b%26c%3Dd', [pair('a', 'b&c=d')]],
  ['a=b+c', [pair('a', 'b c')]],
  ['a+b=c', [pair('a b', 'c')]],
  ['a=b%2Bc', [pair('a', 'b+c')]],
  ['a=%2541', [pair('a', '%41')]],
  ['a=b;c=d', [pair('a', 'b;c=d')]],
  ['a=%C3%A9', [pair('a', 'é')]],
  ['a=%F0%9F%98%80', [pair('a', '😀')]],
])('%s', (text, pairs) => {
  expect(readForm(text, 10)).toEqual(pairs)
})

test.each([
  ...[
    '&',
    '&a=b',
    'a=b&',
    'a=b&&c=d',
    '=b',
    '=',
    'a=%',
    'a=%4',
    'a=%zz',
    'a=%u0041',
    '%=a',
    'a=%ff',
    'a=%c3',
    'a=%c0%af',
  ],
  ...[
    'a=%ed%a0%80',
    'a=%00',
    'a=%0a',
    'a=%0d%0a',
    'a=%7f',
    'a=%c2%85',
    'a=%ef%bb%bf',
    'a%00=b',
    'a%0a=b',
    'a=b#c',
    'a=é',
    'a b=c',
  ],
])('%s is refused', (text) => {
  expect(readForm(text, 10)).toMatchObject({ refused: 'QUERY_MALFORMED' })
})

test('pairs are counted before they are decoded', () => {
  expect(readForm('a=1&a=2', 2)).toHaveLength(2)
  expect(readForm('a=1&a=2&%', 2)).toMatchObject({ refused: 'TOO_MANY_PARAMETERS' })
})

describe('what is written', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !/[\p{Cc}\p{Cs}\ufeff]/u.test(value))
  const pairs = fc.array(fc.record({ name: text.filter((name) => name !== ''), value: text }), { maxLength: 5 })

  test('is read as it was', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        expect(readForm(writeForm(list), 10)).toEqual(list)
      }),
    )
  })

  test('is read so by the platform too', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        expect([...new URLSearchParams(writeForm(list))]).toEqual(list.map(({ name, value }) => [name, value]))
      }),
    )
  })

  test('keeps nothing in clear that a server could split at', () => {
    expect(writeForm([pair('a:b', '&=;+#?% /,|$')])).toBe('a:b=%26%3D%3B%2B%23%3F%25%20/,|$')
  })
})
