import { nameOf } from './names.ts'
import * as scan from './scan.ts'
import { pastColon, TOO_DEEP, unexpected, valueEnd } from './value.ts'

/** The members of one object as ranges of its bytes, in order, none of them parsed. Names are unescaped and unique. */
export interface Members {
  readonly names: readonly string[]
  /** Offsets of the opening quotes of the names. */
  readonly nameStarts: readonly number[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** The offset after the closing brace. */
  readonly end: number
}

/** What a scan answers when an object has the same name twice. */
export const DUPLICATE = -4

/** Takes the place of `valueEnd` for a member that is to be looked into in the same pass. Answers as `valueEnd` does. */
export type EnterMember = (name: string, at: number) => number

/**
 * The members of the object whose brace is at `at`, each value checked against the grammar of RFC 8259.
 *
 * @param depth how many objects and arrays may be open at once, this one included.
 * @param enter asked for the end of each member's value; default: `valueEnd`.
 * @returns the members, or one of `NOT_FOUND`, `CUT_SHORT`, `TOO_DEEP`, `DUPLICATE`.
 */
export function readMembers(bytes: Buffer, at: number, depth: number, enter?: EnterMember): Members | number {
  if (bytes[at] !== scan.OBJECT_OPEN) return unexpected(bytes, at)
  if (depth < 1) return TOO_DEEP
  const names: string[] = []
  const nameStarts: number[] = []
  const starts: number[] = []
  const ends: number[] = []
  at = scan.skipSpace(bytes, at + 1)
  if (bytes[at] === scan.OBJECT_CLOSE) return { names, nameStarts, starts, ends, end: at + 1 }
  for (;;) {
    if (bytes[at] !== scan.QUOTE) return unexpected(bytes, at)
    const nameEnd = scan.stringEnd(bytes, at + 1)
    if (nameEnd < 0) return nameEnd
    const name = nameOf(bytes, at + 1, nameEnd)
    if (name === undefined) return scan.NOT_FOUND
    nameStarts.push(at)
    const start = pastColon(bytes, nameEnd + 1)
    if (start < 0) return start
    const end = enter === undefined ? valueEnd(bytes, start, depth - 1) : enter(name, start)
    if (end < 0) return end
    names.push(name)
    starts.push(start)
    ends.push(end)
    at = scan.skipSpace(bytes, end)
    if (bytes[at] === scan.OBJECT_CLOSE) break
    if (bytes[at] !== scan.COMMA) return unexpected(bytes, at)
    at = scan.skipSpace(bytes, at + 1)
  }
  return hasDuplicate(names) ? DUPLICATE : { names, nameStarts, starts, ends, end: at + 1 }
}

/** Where the value of a member lies. */
export function spanOfMember(members: Members, name: string): scan.Span | undefined {
  const index = members.names.indexOf(name)
  return index < 0 ? undefined : [members.starts[index]!, members.ends[index]!]
}

/** Resources have a dozen members: comparing each with each is then faster than building a set. */
function hasDuplicate(names: readonly string[]): boolean {
  if (names.length > 24) return new Set(names).size < names.length
  for (let i = 1; i < names.length; i++) if (names.indexOf(names[i]!) < i) return true
  return false
}
