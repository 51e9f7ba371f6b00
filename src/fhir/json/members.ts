import { nameOf } from './names.ts'
import { NOT_FOUND, type Span, skipSpace, stringEnd } from './scan.ts'
import { pastColon, TOO_DEEP, unexpected, valueEnd } from './value.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const OBJECT_OPEN = 0x7b
const OBJECT_CLOSE = 0x7d

/** The members of one object as ranges of its bytes, none of them parsed. */
export interface Members {
  /** The object itself, braces included. */
  readonly range: Span
  /** Unescaped, unique, in order. */
  readonly names: readonly string[]
  /** Three for each name: where its opening quote is, where its value starts, where that ends. */
  readonly offsets: readonly number[]
}

/** What a scan answers when an object has the same name twice. */
export const DUPLICATE = -4

/** Takes the place of `valueEnd` for a member that is to be looked into in the same pass. Answers as `valueEnd` does. */
export type EnterMember = (name: string, at: number) => number

/**
 * The members of the object whose brace is at `start`, each value checked against the grammar of RFC 8259.
 *
 * @param depth how many objects and arrays may be open at once, this one included.
 * @param enter asked for the end of each member's value; default: `valueEnd`.
 * @returns the members, or one of `NOT_FOUND`, `CUT_SHORT`, `TOO_DEEP`, `DUPLICATE`.
 */
export function readMembers(bytes: Buffer, start: number, depth: number, enter?: EnterMember): Members | number {
  if (bytes[start] !== OBJECT_OPEN) return unexpected(bytes, start)
  if (depth < 1) return TOO_DEEP
  const names: string[] = []
  const offsets: number[] = []
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === OBJECT_CLOSE) return { range: [start, at + 1], names, offsets }
  for (;;) {
    if (bytes[at] !== QUOTE) return unexpected(bytes, at)
    const nameEnd = stringEnd(bytes, at + 1)
    if (nameEnd < 0) return nameEnd
    const name = nameOf(bytes, at + 1, nameEnd)
    if (name === undefined) return NOT_FOUND
    const value = pastColon(bytes, nameEnd + 1)
    if (value < 0) return value
    const end = enter === undefined ? valueEnd(bytes, value, depth - 1) : enter(name, value)
    if (end < 0) return end
    names.push(name)
    offsets.push(at, value, end)
    at = skipSpace(bytes, end)
    if (bytes[at] === OBJECT_CLOSE) break
    if (bytes[at] !== COMMA) return unexpected(bytes, at)
    at = skipSpace(bytes, at + 1)
  }
  return hasDuplicate(names) ? DUPLICATE : { range: [start, at + 1], names, offsets }
}

/** Where the value of a member lies. */
export function spanOfMember(members: Members, name: string): Span | undefined {
  const index = members.names.indexOf(name)
  return index < 0 ? undefined : [members.offsets[index * 3 + 1]!, members.offsets[index * 3 + 2]!]
}

/** Resources have a dozen members: comparing each with each is then faster than building a set. */
function hasDuplicate(names: readonly string[]): boolean {
  if (names.length > 24) return new Set(names).size < names.length
  for (let i = 1; i < names.length; i++) if (names.indexOf(names[i]!) < i) return true
  return false
}
