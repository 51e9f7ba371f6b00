import { type CharacterSet, readClass, readEscape } from './characters.ts'

/** A pattern as a tree. */
export type PatternNode =
  | { readonly set: CharacterSet }
  | { readonly sequence: readonly PatternNode[] }
  | { readonly choice: readonly PatternNode[] }
  | { readonly repeat: PatternNode; readonly min: number; readonly max: number }

/** Why a pattern is not taken; the text of the pattern is not repeated. */
export interface PatternFault {
  readonly fault: string
  readonly expected: string
}

const MAX_LENGTH = 500
const MAX_DEPTH = 10
const MAX_REPEAT = 100

const LANGUAGE =
  'letters, ., [classes], \\d \\w \\s, (groups), | and the quantifiers * + ? {n} {n,m} up to 100; no look-around, back-references or lazy quantifiers'

/**
 * Reads a pattern of the regular languages alone: nothing in it needs backtracking, so that it can be run in time
 * linear in the text. It has to fit the whole text; `^` in front and `$` behind are taken and say no more than that.
 */
export function readPattern(text: string): PatternNode | PatternFault {
  if (text.length > MAX_LENGTH)
    return { fault: 'is too long for a pattern', expected: `at most ${MAX_LENGTH} characters` }
  const points = [...text.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')]
  const reader = { points, at: 0 }
  const found = points.length === 0 ? undefined : readChoice(reader, 0)
  if (found !== undefined && reader.at === points.length) return found
  return { fault: 'is not a pattern that can be run in linear time', expected: LANGUAGE }
}

/** Where the reading stands. */
export interface Reader {
  readonly points: readonly string[]
  at: number
}

function readChoice(reader: Reader, depth: number): PatternNode | undefined {
  if (depth > MAX_DEPTH) return undefined
  const choice: PatternNode[] = []
  do {
    const sequence = readSequence(reader, depth)
    if (sequence === undefined) return undefined
    choice.push(sequence)
  } while (take(reader, '|'))
  return choice.length === 1 ? choice[0] : { choice }
}

function readSequence(reader: Reader, depth: number): PatternNode | undefined {
  const sequence: PatternNode[] = []
  while (reader.at < reader.points.length && !'|)'.includes(reader.points[reader.at]!)) {
    const atom = readAtom(reader, depth)
    const node = atom === undefined ? undefined : readQuantifier(reader, atom)
    if (node === undefined) return undefined
    sequence.push(node)
  }
  // What is empty could be repeated without end and without any step that counts.
  return sequence.length === 0 ? undefined : { sequence }
}

function readAtom(reader: Reader, depth: number): PatternNode | undefined {
  const point = reader.points[reader.at]!
  reader.at += 1
  if (point === '(') return readGroup(reader, depth)
  if (point === '.') return { set: { ranges: [], negated: true } }
  const set = point === '[' ? readClass(reader) : point === '\\' ? readEscape(reader) : plain(point)
  return set === undefined ? undefined : { set }
}

function readGroup(reader: Reader, depth: number): PatternNode | undefined {
  if (take(reader, '?') && !take(reader, ':')) return undefined
  const inner = readChoice(reader, depth + 1)
  return inner !== undefined && take(reader, ')') ? inner : undefined
}

function plain(point: string): CharacterSet | undefined {
  if ('*+?{}[]()|^$'.includes(point)) return undefined
  const code = point.codePointAt(0)!
  return { ranges: [[code, code]], negated: false }
}

function readQuantifier(reader: Reader, repeat: PatternNode): PatternNode | undefined {
  const bounds = readBounds(reader)
  if (bounds === 'none') return repeat
  // Another quantifier behind it is read as an atom, which it is not.
  return bounds && { repeat, ...bounds }
}

function readBounds(reader: Reader): { min: number; max: number } | 'none' | undefined {
  if (take(reader, '*')) return { min: 0, max: Number.POSITIVE_INFINITY }
  if (take(reader, '+')) return { min: 1, max: Number.POSITIVE_INFINITY }
  if (take(reader, '?')) return { min: 0, max: 1 }
  if (!take(reader, '{')) return 'none'
  const rest = reader.points.slice(reader.at, reader.at + 9).join('')
  const [whole, from = '', comma, to] = /^(\d{1,3})(,)?(\d{1,3})?\}/.exec(rest) ?? []
  if (whole === undefined || (comma === undefined && to !== undefined)) return undefined
  reader.at += whole.length
  const min = Number(from)
  const max = comma === undefined ? min : to === undefined ? Number.POSITIVE_INFINITY : Number(to)
  if (max === 0 || min > MAX_REPEAT || max < min || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT))
    return undefined
  return { min, max }
}

function take(reader: Reader, point: string): boolean {
  if (reader.points[reader.at] !== point) return false
  reader.at += 1
  return true
}
