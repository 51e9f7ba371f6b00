import { areBytesAt } from './compare.ts'
import { nameOf, quoted } from './names.ts'
import { NOT_FOUND, type Span, stringEnd } from './scan.ts'
import { memberRecord, objectRecord, RECORD_BYTES } from './scanner/layout.ts'
import { type Scanned, scannerOf } from './scanner/scanner.ts'

const QUOTE = 0x22
const OBJECT_OPEN = 0x7b

// Places in a record, counted in words, as constants of this file (see `scan.ts`).
const RECORD = RECORD_BYTES >> 2
const OBJECT_START = objectRecord.start >> 2
const OBJECT_END = objectRecord.end >> 2
const OBJECT_NEXT = objectRecord.next >> 2
const OBJECT_IS_ODD = objectRecord.isOdd >> 2
const MEMBER_NAME = memberRecord.name >> 2
const MEMBER_VALUE = memberRecord.value >> 2
const MEMBER_VALUE_END = memberRecord.valueEnd >> 2
const MEMBER_NEXT = memberRecord.next >> 2
/** No member's record is there: the first is an object's. */
const NOWHERE = 0

/** What a reading answers when an object has the same name twice. */
export const DUPLICATE = -4

export interface MemberSpans {
  /** Where its name's opening quote is. */
  readonly name: number
  readonly value: Span
}

/** The members of one object as ranges of the bytes it is in, none of them parsed. No name comes twice. */
export class Members {
  readonly bytes: Buffer
  readonly #words: Uint32Array
  /** What is to be taken from an address in the records to find its place in `words`, before it is divided by four. */
  readonly #base: number
  /** The places of its own record, and of what follows those of its members. */
  readonly #at: number
  readonly #last: number
  /** Unescaped, in order. Not made before they are asked for, unless one of them is not plain ASCII. */
  #names: readonly string[] | undefined

  private constructor(bytes: Buffer, words: Uint32Array, base: number, at: number) {
    this.bytes = bytes
    this.#words = words
    this.#base = base
    this.#at = at
    this.#last = (words[at + OBJECT_NEXT]! - base) >> 2
    this.#names = undefined
  }

  /**
   * The members of the object that is recorded at this place of the words.
   * @returns NOT_FOUND when a name has half a surrogate pair, DUPLICATE.
   */
  static at(bytes: Buffer, words: Uint32Array, base: number, at: number): Members | number {
    const members = new Members(bytes, words, base, at)
    if (words[at + OBJECT_IS_ODD] === 0) return members
    const names = members.#readNames()
    if (names === undefined) return NOT_FOUND
    members.#names = names
    return new Set(names).size < names.length ? DUPLICATE : members
  }

  /** Where the object begins, and where it ends, braces included. */
  get start(): number {
    return this.#words[this.#at + OBJECT_START]!
  }
  get end(): number {
    return this.#words[this.#at + OBJECT_END]!
  }
  /** The bytes of the object alone. */
  get own(): Buffer {
    return this.bytes.subarray(this.start, this.end)
  }

  get names(): readonly string[] {
    this.#names ??= this.#readNames() as readonly string[]
    return this.#names
  }

  /** Where the value of a member lies. */
  spanOf(name: string): Span | undefined {
    const at = this.#find(name)
    return at === NOWHERE ? undefined : [this.#words[at + MEMBER_VALUE]!, this.#words[at + MEMBER_VALUE_END]!]
  }

  has(name: string): boolean {
    return this.#find(name) !== NOWHERE
  }

  /** Whether the value of a member is written with these very bytes; undefined asks whether there is no such member. */
  isWritten(name: string, value: Buffer | undefined): boolean {
    const at = this.#find(name)
    if (at === NOWHERE || value === undefined) return at === NOWHERE && value === undefined
    const start = this.#words[at + MEMBER_VALUE]!
    return this.#words[at + MEMBER_VALUE_END]! - start === value.length && areBytesAt(value, this.bytes, start)
  }

  /** The members of a member; NOT_FOUND when it is no object, or one too far inside to have been recorded. */
  membersOf(name: string): Members | number | undefined {
    const at = this.#find(name)
    if (at === NOWHERE) return undefined
    const isRecorded = this.#next(at) > at + RECORD
    const isObject = this.bytes[this.#words[at + MEMBER_VALUE]!] === OBJECT_OPEN
    if (!isObject || !isRecorded) return NOT_FOUND
    return Members.at(this.bytes, this.#words, this.#base, at + RECORD)
  }

  /** In order. */
  spans(): readonly MemberSpans[] {
    const words = this.#words
    const spans: MemberSpans[] = []
    for (let at = this.#at + RECORD; at < this.#last; at = this.#next(at)) {
      const value: Span = [words[at + MEMBER_VALUE]!, words[at + MEMBER_VALUE_END]!]
      spans.push({ name: words[at + MEMBER_NAME]!, value })
    }
    return spans
  }

  #next(at: number): number {
    return (this.#words[at + MEMBER_NEXT]! - this.#base) >> 2
  }

  /** The place of a member's record, or NOWHERE. */
  #find(name: string): number {
    if (this.#names !== undefined) return this.#findAmong(this.#names, name)
    const { bytes } = this
    const words = this.#words
    const last = this.#last
    const base = this.#base
    const wanted = quoted(name)
    const lastByte = wanted.length - 1
    for (let at = this.#at + RECORD; at < last; at = (words[at + MEMBER_NEXT]! - base) >> 2) {
      const start = words[at + MEMBER_NAME]!
      if (bytes[start + lastByte] === QUOTE && areBytesAt(wanted, bytes, start)) return at
    }
    return NOWHERE
  }

  #findAmong(names: readonly string[], name: string): number {
    let place = names.indexOf(name)
    if (place < 0) return NOWHERE
    let at = this.#at + RECORD
    for (; place > 0; place--) at = this.#next(at)
    return at
  }

  /** Undefined when one of them is no text. */
  #readNames(): readonly string[] | undefined {
    const names: string[] = []
    for (let at = this.#at + RECORD; at < this.#last; at = this.#next(at)) {
      const start = this.#words[at + MEMBER_NAME]! + 1
      const name = nameOf(this.bytes, start, stringEnd(this.bytes, start))
      if (name === undefined) return undefined
      names.push(name)
    }
    return names
  }
}

/**
 * The members of the object whose brace is at `start`, and of those of them that are objects; all of it checked against the
 * grammar of RFC 8259.
 *
 * @param depth how many objects and arrays may be open at once, this one included.
 * @returns the members, or one of `NOT_FOUND`, `CUT_SHORT`, `TOO_DEEP`, `DUPLICATE`.
 */
export function readMembers(bytes: Buffer, start: number, depth: number): Members | number {
  const scanned = scannerOf(bytes).objects(start, depth, 2)
  return scanned.words.length === 0 ? scanned.code : Members.at(bytes, scanned.words, scanned.base, 0)
}

/** The members of each object that was scanned, or why it must not be read, as `readMembers` says it. */
export function objectsOf(bytes: Buffer, { words, base }: Scanned): readonly (Members | number)[] {
  const objects: (Members | number)[] = []
  for (let at = 0; at < words.length; at = (words[at + OBJECT_NEXT]! - base) >> 2) {
    objects.push(Members.at(bytes, words, base, at))
  }
  return objects
}

/** How many members were recorded of an object that was scanned alone, on one level. */
export function memberCount({ words }: Scanned): number {
  return words.length / RECORD - 1
}
