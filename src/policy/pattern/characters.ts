import type { Reader } from './read.ts'

/** Code points within some ranges, or all the others. */
export interface CharacterSet {
  readonly ranges: readonly (readonly [from: number, to: number])[]
  readonly negated: boolean
}

export function holds({ ranges, negated }: CharacterSet, code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to) !== negated
}

const range = (from: string, to: string) => [from.codePointAt(0)!, to.codePointAt(0)!] as const

/** In ASCII, as in most engines without a flag. */
const named: Readonly<Record<string, CharacterSet['ranges']>> = {
  d: [range('0', '9')],
  w: [range('0', '9'), range('A', 'Z'), range('a', 'z'), range('_', '_')],
  s: [range('\t', '\r'), range(' ', ' ')],
}

/** What stands behind a backslash: a named set, or a sign that is meant as itself. */
export function readEscape(reader: Reader): CharacterSet | undefined {
  const point = reader.points[reader.at] ?? ''
  reader.at += 1
  const ranges = named[point.toLowerCase()]
  if (ranges !== undefined) return { ranges, negated: point !== point.toLowerCase() }
  return /^[^A-Za-z0-9\s]$/u.test(point) ? { ranges: [range(point, point)], negated: false } : undefined
}

/** `[a-z_]`, the bracket being read already. Negated sets inside, and a `[` without a backslash, are not taken. */
export function readClass(reader: Reader): CharacterSet | undefined {
  const negated = reader.points[reader.at] === '^'
  if (negated) reader.at += 1
  const ranges: (readonly [number, number])[] = []
  while (reader.points[reader.at] !== ']') {
    const first = readMember(reader)
    if (first === undefined) return undefined
    const single = first.length === 1 && first[0]![0] === first[0]![1]
    if (!single || reader.points[reader.at] !== '-' || reader.points[reader.at + 1] === ']') {
      ranges.push(...first)
      continue
    }
    reader.at += 1
    const last = readMember(reader)?.[0]
    if (last === undefined || last[0] !== last[1] || last[0] < first[0]![0]) return undefined
    ranges.push([first[0]![0], last[0]])
  }
  reader.at += 1
  return ranges.length === 0 ? undefined : { ranges, negated }
}

function readMember(reader: Reader): CharacterSet['ranges'] | undefined {
  const point = reader.points[reader.at]
  reader.at += 1
  if (point === undefined || point === '[') return undefined
  if (point !== '\\') return [range(point, point)]
  const escaped = readEscape(reader)
  return escaped === undefined || escaped.negated ? undefined : escaped.ranges
}
