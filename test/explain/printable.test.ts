import { expect, test } from 'vitest'
import { explanationLines } from '../../src/explain/text/explanation-text.ts'
import { printable } from '../../src/explain/text/printable.ts'
import { explained } from './explained.ts'

test.each([
  ['\u001b[31mred', '\\u001b[31mred'],
  ['a\nb\r\u0000', 'a\\u000ab\\u000d\\u0000'],
  ['\u009b1m', '\\u009b1m'],
  ['abc\u202edef', 'abc\\u202edef'],
  ['Jürgen ✓', 'Jürgen ✓'],
])('%j is shown as %s', (text, shown) => {
  expect(printable({ list: [text], number: 1, nothing: null })).toEqual({ list: [shown], number: 1, nothing: null })
})

test('scopes of a hostile token cannot steer the terminal', () => {
  const lines = explanationLines(
    explained({ request: 'GET /Patient/1', scopes: 'user/\u001b[2J.rs' }),
    (_, text) => text,
  )
  expect(lines.join('\n')).not.toContain('\u001b')
  expect(lines).toContain('  ignored: user/\\u001b[2J.rs (not a well-formed scope)')
})
