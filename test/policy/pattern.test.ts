import { describe, expect, test } from 'vitest'
import { compilePattern, fits, patternTest } from '../../src/policy/pattern.ts'
import { effortOf } from '../fixtures/effort.ts'
import fc from '../fixtures/fast-check.ts'

describe('what a pattern fits', () => {
  test.each([
    ['lab-[0-9]{1,4}', ['lab-1', 'lab-1234'], ['lab-', 'lab-12345', 'xlab-1', 'lab-1x']],
    ['^a$', ['a'], ['aa', '^a$', '']],
    ['a|bc', ['a', 'bc'], ['abc', 'b', '']],
    ['(?:ab)+c?', ['ab', 'ababc'], ['', 'aba', 'c']],
    ['a{2}', ['aa'], ['a', 'aaa']],
    ['a{2,}', ['aa', 'aaaaa'], ['a']],
    ['[^a-c]', ['d', '-'], ['a', 'b', '']],
    ['[a-]', ['a', '-'], ['b']],
    ['[\\]\\d]', [']', '7'], ['\\', 'd']],
    ['[\\d-a]', ['5', '-', 'a'], [':', 'Z', 'b']],
    ['[\\w-!]', ['w', '-', '!'], ['"', '+']],
    ['\\d\\w\\s', ['1a ', '9_\t'], ['a1 ', '1a', '٣a ']],
    ['\\D\\W\\S', ['a-b'], ['1-b', 'aab']],
    ['.', ['a', '\n', '😀'], ['', 'ab']],
    ['a\\.b\\$', ['a.b$'], ['axb$', 'a.b']],
    ['(a*)*', ['', 'aaaa'], ['b']],
    ['(a?|b)*c', ['c', 'abac'], ['ab']],
    ['x*', ['', 'xxx'], ['y']],
  ])('%s', (text, fitting, others) => {
    const test = patternTest(text)
    expect(fitting.map(test)).toEqual(fitting.map(() => true))
    expect(others.map(test)).toEqual(others.map(() => false))
  })
})

test('a text that is too long cannot be told', () => {
  expect(patternTest('a*')('a'.repeat(4097))).toBeUndefined()
})

test('what backtracks elsewhere takes steps linear in the text', () => {
  const pattern = compilePattern('(a|a?)*(a|aa)*(a*)*b')
  if ('fault' in pattern) throw new Error(pattern.fault)
  const effort = effortOf(() => expect(fits(pattern, 'a'.repeat(4096))).toBe(false))
  expect(effort).toBeLessThan(5000)
})

const leaf = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w')
const { node } = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'pattern' },
    leaf,
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{1,2}', '{2}'))
      .map(([a, quantifier]) => `(${a})${quantifier}`),
  ),
}))

test('it agrees with the engine of the language', () => {
  fc.assert(
    fc.property(node, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 }), (pattern, text) => {
      expect(patternTest(pattern)(text)).toBe(new RegExp(`^(?:${pattern})$`, 's').test(text))
    }),
    { numRuns: 500 },
  )
})

test.each([
  ...['', '(', ')', '(a', 'a)', '[', '[]', '[a', '[z-a]', '[a-\\d]', '[[a]', 'a**', 'a+?', 'a??', '*a', '|a', 'a||b'],
  ...[
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?<n>a)',
    '(?i)a',
    '\\1',
    '\\b',
    '\\x41',
    '\\',
    'a{101}',
    'a{1,101}',
    'a{2,1}',
    'a{0}',
    'a{,2}',
  ],
  ...['a{', 'a}', '()', '()*', '(|a)', 'a^b', 'a$b', '((a{100}){100}){100}', `${'('.repeat(11)}a${')'.repeat(11)}`],
  ...['[\\D]', '[\\q]', '[a-\\q]', '((a{100}){21})?', '((a{100}){10}){0,3}', 'a{2}{2}', 'a{2}*', 'a?+', 'a+{2}'],
  'a'.repeat(501),
])('%s is not taken', (text) => {
  expect(compilePattern(text)).toMatchObject({ fault: expect.any(String), expected: expect.any(String) })
  expect(patternTest(text)('a')).toBeUndefined()
})
