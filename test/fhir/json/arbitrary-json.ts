import { randomFrom } from '../../fixtures/random.ts'

/** Random JSON and what is nearly that, by a seed: much cheaper than arbitraries, so that very many can be tried. */
export function randomJson(seed: number): Buffer {
  const { below, pick } = randomFrom(seed)
  const space = () => (below(6) === 0 ? pick([' ', '\n', '\t', '\r', '  ', '\n    ']) : '')

  function text(): string {
    const length = pick([0, 1, 2, 3, 7, 8, 9, 14, 15, 16, 17, 31, 33, 48])
    return Array.from({ length }, () => (below(12) === 0 ? pick(RARE) : pick(PLAIN))).join('')
  }
  function name(): string {
    return below(3) === 0 ? text() : pick(NAMES)
  }
  function value(depth: number): string {
    const kind = below(depth > 0 ? 9 : 6)
    if (kind < 3) return `"${text()}"`
    if (kind < 6) return pick(SCALARS)
    const items = Array.from({ length: pick([0, 1, 1, 2, 3, 5]) }, () => {
      const inner = value(depth - 1)
      return kind < 8 ? `"${name()}"${space()}:${space()}${inner}` : inner
    })
    const list = items.join(`${space()},${space()}`)
    return kind < 8 ? `{${space()}${list}${space()}}` : `[${space()}${list}${space()}]`
  }

  let bytes = Buffer.from(`{"a":${value(5)},"${name()}":${value(3)},"${name()}":${value(2)}}`)
  for (let edits = below(3); edits > 0; edits--) {
    const at = below(bytes.length + 1)
    const inserted = below(3) === 0 ? Buffer.of(below(256)) : Buffer.from(pick(PIECES))
    bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + below(3))])
  }
  return below(4) === 0 ? bytes.subarray(0, below(bytes.length + 1)) : bytes
}

const PLAIN = [...'abcxyzABC 0123-_/.:{}[],']
const RARE = ['\\"', '\\\\', '\\/', '\\n', '\\u0041', '\\u00e9', '\\ud83d\\ude00', 'é', '€', '😀', '\u007f', '\u2028']
const NAMES = [
  'a',
  'b',
  'id',
  'resource',
  'r\\u0065source',
  'entry',
  '__proto__',
  'effectiveDateTime',
  'effectivePeriod',
  '',
]
const SCALARS = [
  'true',
  'false',
  'null',
  '0',
  '-0',
  '1',
  '-1.5',
  '10e3',
  '1E-2',
  '12345678901234567890',
  '0.0',
  '1e999',
]
/** What breaks JSON where it is put. */
export const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-',
  '.',
  'e9',
  '\\u',
  '\\ud800',
  'null',
  '\n',
  ' ',
  '"a":1,',
  '\0',
]
