import type { Edit } from '../../fhir/json/splice.ts'

const COMMA = 0x2c
const BRACE_OPEN = Buffer.from('{')
const BRACE_CLOSE = Buffer.from('}')
const SEPARATOR = Buffer.from(',')
const ENTRIES_OPEN = Buffer.from('"entry":[')
const ENTRIES_CLOSE = Buffer.from(']')
const NOTHING = Buffer.alloc(0)

/** For how much more than is read there is room at once, as addresses can become longer: a sixteenth, and so many bytes. */
const SLACK = 1024

/**
 * Writes the members and entries that are left as one well-formed object, whatever was dropped between them. What is
 * written is copied at once, each byte once, to memory that becomes the answer's own.
 */
export class BundleOutput {
  #source: Buffer = NOTHING
  #runStart = 0
  #runEnd = 0
  #hasMembers = false
  #hasEntries = false
  #room: Buffer = NOTHING
  #length = 0
  #expected = 0

  /** Bytes that were written since the last `take`. */
  get length(): number {
    this.#endRun()
    return this.#length
  }

  /** How many bytes of input are to come before the next `take`, as far as is known. */
  expect(bytes: number): void {
    this.#expected = bytes
  }

  /** From now on ranges are of these bytes. */
  readFrom(bytes: Buffer): void {
    this.#endRun()
    this.#source = bytes
  }

  /** A member, with its name and colon. */
  member(label: Buffer, value: Buffer): void {
    this.#beginMember()
    this.#write(label)
    this.#write(value)
  }

  /** An entry as it came, but for these edits. Neighbours that both stay are copied together. */
  keepEntry(start: number, end: number, edits: readonly Edit[]): void {
    this.#beginKept(start)
    for (const { span, bytes } of edits) {
      this.#copy(this.#runStart, span[0])
      this.#write(bytes)
      this.#runStart = span[1]
    }
    this.#runEnd = end
  }

  entry(bytes: Buffer): void {
    this.#endRun()
    if (this.#hasEntries) this.#write(SEPARATOR)
    else this.#beginEntries()
    this.#write(bytes)
  }

  closeEntries(): void {
    this.#endRun()
    if (this.#hasEntries) this.#write(ENTRIES_CLOSE)
  }

  /** After at least one member: a resource has its type. */
  close(): void {
    this.#write(BRACE_CLOSE)
  }

  /** What was written since the last call, in one piece. */
  take(): Buffer {
    this.#endRun()
    const taken = this.#room.subarray(0, this.#length)
    // A little that was left of much does not hold the memory of all of it.
    const own = taken.length * 2 < this.#room.length ? Buffer.from(taken) : taken
    this.#room = NOTHING
    this.#length = 0
    return own
  }

  #beginMember(): void {
    this.#write(this.#hasMembers ? SEPARATOR : BRACE_OPEN)
    this.#hasMembers = true
  }

  /** FHIR has no empty arrays (json.html), so `entry` begins with the first entry that is left. */
  #beginEntries(): void {
    this.#beginMember()
    this.#write(ENTRIES_OPEN)
    this.#hasEntries = true
  }

  #beginKept(start: number): void {
    if (this.#runEnd > 0 && start === this.#runEnd + 1) return
    this.#endRun()
    this.#runStart = start
    if (!this.#hasEntries) this.#beginEntries()
    else if (this.#source[start - 1] === COMMA) this.#runStart = start - 1
    else this.#write(SEPARATOR)
  }

  #endRun(): void {
    if (this.#runEnd === 0) return
    this.#copy(this.#runStart, this.#runEnd)
    this.#runStart = this.#runEnd = 0
  }

  #copy(start: number, end: number): void {
    if (end > start) this.#write(this.#source.subarray(start, end))
  }

  #write(bytes: Buffer): void {
    const end = this.#length + bytes.length
    if (end > this.#room.length) this.#grow(end)
    this.#room.set(bytes, this.#length)
    this.#length = end
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#expected * (17 / 16) + SLACK, this.#room.length * 2))
    grown.set(this.#room.subarray(0, this.#length))
    this.#room = grown
  }
}
