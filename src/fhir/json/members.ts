import { isTextAt } from './compare.ts'
import { nameOf } from './names.ts'
import { NOT_FOUND, type Span, stringEnd } from './scan.ts'
import { memberRecord, objectRecord, RECORD_BYTES } from './scanner/layout.ts'
import { type Scanned, scannerOf } from './scanner/scanner.ts'

const QUOTE = 0x22
const OBJECT_OPEN = 0x7b

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
  readonly #scanned: Scanned
  readonly #at: number
  /** Unescaped, in order. Not made before they are asked for, unless one of them is not plain ASCII. */
  #names: readonly string[] | undefined

  private constructor(bytes: Buffer, scanned: Scanned, at: number) {
    this.bytes = bytes
    this.#scanned = scanned
    this.#at = at
  }

  /**
   * The members of the object that is recorded at `at`.
   * @returns NOT_FOUND when a name has half a surrogate pair, DUPLICATE.
   */
  static at(bytes: Buffer, scanned: Scanned, at: number): Members | number {
    const members = new Members(bytes, scanned, at)
    if (members.#word(at, objectRecord.isOdd) === 0) return members
    const names = members.#readNames()
    if (names === undefined) return NOT_FOUND
    members.#names = names
    return new Set(names).size < names.length ? DUPLICATE : members
  }

  /** Where the object begins, and where it ends, braces included. */
  get start(): number {
    return this.#word(this.#at, objectRecord.start)
  }
  get end(): number {
    return this.#word(this.#at, objectRecord.end)
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
    return at === undefined ? undefined : this.#valueAt(at)
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined
  }

  /** The members of a member; NOT_FOUND when it is no object, or one too far inside to have been recorded. */
  membersOf(name: string): Members | number | undefined {
    const at = this.#find(name)
    if (at === undefined) return undefined
    const isRecorded = this.#word(at, memberRecord.next) > this.#scanned.base + at + RECORD_BYTES
    const isObject = this.bytes[this.#word(at, memberRecord.value)] === OBJECT_OPEN
    return isObject && isRecorded ? Members.at(this.bytes, this.#scanned, at + RECORD_BYTES) : NOT_FOUND
  }

  /** In order. */
  spans(): readonly MemberSpans[] {
    const spans: MemberSpans[] = []
    for (let at = this.#first(); at < this.#last(); at = this.#next(at)) {
      spans.push({ name: this.#word(at, memberRecord.name), value: this.#valueAt(at) })
    }
    return spans
  }

  #word(at: number, field: number): number {
    return this.#scanned.words[(at + field) >> 2]!
  }
  #valueAt(at: number): Span {
    return [this.#word(at, memberRecord.value), this.#word(at, memberRecord.valueEnd)]
  }
  #first(): number {
    return this.#at + RECORD_BYTES
  }
  #last(): number {
    return this.#word(this.#at, objectRecord.next) - this.#scanned.base
  }
  #next(at: number): number {
    return this.#word(at, memberRecord.next) - this.#scanned.base
  }

  #find(name: string): number | undefined {
    const last = this.#last()
    let place = this.#names?.indexOf(name) ?? 0
    if (place < 0) return undefined
    for (let at = this.#first(); at < last; at = this.#next(at)) {
      if (this.#names === undefined ? isNamed(this.bytes, this.#word(at, memberRecord.name), name) : place-- === 0)
        return at
    }
    return undefined
  }

  /** Undefined when one of them is no text. */
  #readNames(): readonly string[] | undefined {
    const names: string[] = []
    for (let at = this.#first(); at < this.#last(); at = this.#next(at)) {
      const start = this.#word(at, memberRecord.name) + 1
      const name = nameOf(this.bytes, start, stringEnd(this.bytes, start))
      if (name === undefined) return undefined
      names.push(name)
    }
    return names
  }
}

/** Whether a plain name stands at `at`, between quotes. */
function isNamed(bytes: Buffer, at: number, name: string): boolean {
  return bytes[at + 1 + name.length] === QUOTE && isTextAt(name, bytes, at + 1)
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
  return scanned.words.length === 0 ? scanned.code : Members.at(bytes, scanned, 0)
}

/** The members of each object that was scanned, or why it must not be read, as `readMembers` says it. */
export function objectsOf(bytes: Buffer, scanned: Scanned): readonly (Members | number)[] {
  const { words, base } = scanned
  const objects: (Members | number)[] = []
  for (let at = 0; at >> 2 < words.length; at = words[(at + objectRecord.next) >> 2]! - base) {
    objects.push(Members.at(bytes, scanned, at))
  }
  return objects
}

/** How many members were recorded of an object that was scanned alone, on one level. */
export function memberCount({ words }: Scanned): number {
  return words.byteLength / RECORD_BYTES - 1
}
