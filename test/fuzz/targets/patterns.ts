import type { PatternFault } from '../../../src/policy/pattern/read.ts'
import { compilePattern, fits, type Pattern } from '../../../src/policy/pattern.ts'
import { all, type Grammar, many, maybe, mostly, nested, one } from '../engine/grammar.ts'
import { equal } from '../engine/holds.ts'
import { target } from '../engine/target.ts'

const samples = [
  '',
  'a',
  'b',
  'ab',
  'aab',
  'abab',
  'A',
  '0',
  '10',
  'a.b',
  '\n',
  'é',
  '😀',
  '^a',
  'a-b',
  ']',
  'aaaaaaaa!',
]
const atom = one('a', 'b', '.', '\\d', '\\.', '[ab]', '[^a]', '[a-c0]', '\\w', '\\s', 'é', '😀', '-')
const times: Grammar = mostly(one('*', '+', '?', '{2}', '{1,3}', '{0,}', ''), '{3,1}', '{', '**', '*?', '{99999}')
const pattern: Grammar = nested(
  (self) =>
    one(
      all(atom, times),
      all('(', self, ')', times),
      all(self, '|', self),
      many(all(atom, times), 1, 4),
      all('(?:', self, ')'),
    ),
  'a',
)

const LONG = 'ab'.repeat(40)

/** A pattern that is taken means what it means to the engine's regular expressions, and is run in bounded time. */
export const patterns = target<Pattern | PatternFault>({
  name: 'pattern',
  longest: 8 * 1024,
  within: 500,
  weight: 2,
  grammar: all(maybe('^', 1), pattern, maybe('$', 1)),
  words: ['(', ')', '|', '[^', ']', '{2,', '}', '*', '\\', '(?:', '(?=', '\\b', '\\u{1f600}', '[[', '&&'],
  read(input) {
    const compiled = compilePattern(input.toString())
    if (!('fault' in compiled)) fits(compiled, LONG)
    return compiled
  },
  check(input, compiled) {
    if ('fault' in compiled) return compiled.fault.slice(0, 30)
    const text = input.toString()
    if (text.length > 200 || /[*+}].*[*+}].*[*+}]/.test(text)) return 'long'
    const reference = expressionOf(text)
    for (const sample of samples)
      equal(fits(compiled, sample), reference.test(sample), `it fits what it should (${sample})`)
    return 'compiled'
  },
})

/** In Unicode mode where that takes it: signs that need no escape there are spelled by their code. */
function expressionOf(text: string): RegExp {
  const spelled = text.replaceAll(/\\(.)/gsu, (escaped, sign: string) =>
    /[A-Za-z0-9\\]/.test(sign) ? escaped : `\\u{${sign.codePointAt(0)!.toString(16)}}`,
  )
  try {
    return new RegExp(`^(?:${spelled})$`, 'us')
  } catch {
    return new RegExp(`^(?:${text})$`, 's')
  }
}
