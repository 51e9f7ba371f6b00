import { isUtf8 } from 'node:buffer'
import { objectsOf } from '../../fhir/json/members.ts'
import { nameOf } from '../../fhir/json/names.ts'
import { CUT_SHORT, pastColon, skipSpace, stringEnd } from '../../fhir/json/scan.ts'
import { type Scanner, scannerOf } from '../../fhir/json/scanner/scanner.ts'
import { type Tape, withTape } from '../../fhir/json/scanner/tape.ts'
import type { Edit } from '../../fhir/json/splice.ts'
import { Backlog } from './backlog.ts'
import { BundleEntryBytes } from './entry.ts'
import { Envelope, type JudgeMember, type Verdict } from './envelope.ts'
import { AnswerError, answerError } from './error.ts'
import { BundleOutput } from './output.ts'

export type { Verdict }

/** What becomes of an entry: as of a member; or it stays but for some ranges of the bytes it came in, in their order. */
export type EntryVerdict = Verdict | { readonly edits: readonly Edit[] }

const QUOTE = 0x22
const COMMA = 0x2c
const ARRAY_OPEN = 0x5b
const ARRAY_CLOSE = 0x5d
const OBJECT_OPEN = 0x7b
const OBJECT_CLOSE = 0x7d

export interface BundleHandlers {
  onEntry(entry: BundleEntryBytes): EntryVerdict
  readonly onMember: JudgeMember
}

export interface BundleLimits {
  /** Bytes of the largest entry. */
  readonly entryBytes: number
  /** Bytes of all other members together. */
  readonly memberBytes: number
  /** How many objects and arrays may be open at once; the Bundle counts as one. */
  readonly depth: number
}

export interface BundleRewriter {
  /** Takes the next bytes of the upstream's answer, gives those of the new one, if there are any: in one piece, which shares no memory. */
  push(chunk: Buffer): readonly Buffer[]
  /** Says that the answer is whole, gives the rest. What was given before is no JSON document without it, so breaking off is noticed. */
  end(): readonly Buffer[]
  /** Gives nothing from now on before so many bytes are there, or the end. @param expected how many will be pushed, as far as is known. */
  hold(bytes: number, expected: number): void
}

type Place = 'start' | 'first-member' | 'member' | 'after-member' | 'first-entry' | 'entry' | 'after-entry' | 'done'

/**
 * Rewrites one Bundle (bundle.html) while it streams through; holds no more than the largest entry and the other members, twice over.
 *
 * Entries are judged one by one and written at once. No other member is written before `resourceType` is known to be `Bundle`: those
 * that come earlier wait for it, even if it comes after the entries, and so change places. An `entry` with nothing left in it is left out.
 * Values that stay pass byte for byte; white space between them may not.
 *
 * `push` and `end` throw an AnswerError when the answer is not exactly one JSON object, in UTF-8, that is a Bundle; when an outermost name,
 * a name of an entry or of its resource comes twice (after unescaping); when an entry is no object or a resource has no `resourceType`;
 * and at a limit. What a handler throws passes through. After either, every further call throws the same.
 */
export function createBundleRewriter(limits: BundleLimits, handlers: BundleHandlers): BundleRewriter {
  return new StreamingRewriter(limits, handlers)
}

class StreamingRewriter implements BundleRewriter {
  readonly #limits: BundleLimits
  readonly #handlers: BundleHandlers
  readonly #output = new BundleOutput()
  readonly #envelope: Envelope
  readonly #backlog = new Backlog()
  #place: Place = 'start'
  #bytes: Buffer = NOTHING
  #scanner: Scanner = NO_SCANNER
  #at = 0
  #entries = 0
  #held = 1
  #expected = 0
  #failure: unknown

  constructor(limits: BundleLimits, handlers: BundleHandlers) {
    this.#limits = limits
    this.#handlers = handlers
    this.#envelope = new Envelope(limits.memberBytes, handlers.onMember, this.#output)
  }

  hold(bytes: number, expected: number): void {
    this.#held = bytes
    this.#expected = expected
  }

  push(chunk: Buffer): readonly Buffer[] {
    return this.#failing(() => {
      this.#output.expect(Math.max(chunk.length, this.#expected))
      if (this.#backlog.add(chunk)) this.#read()
      return this.#output.length < this.#held ? [] : this.#given()
    })
  }

  end(): readonly Buffer[] {
    return this.#failing(() => {
      this.#read()
      if (this.#place !== 'done') throw new AnswerError('cut-short', this.#place)
      this.#output.close()
      return this.#given()
    })
  }

  #given(): readonly Buffer[] {
    this.#held = 1
    this.#expected = 0
    return [this.#output.take()]
  }

  #failing(work: () => readonly Buffer[]): readonly Buffer[] {
    if (this.#failure !== undefined) throw this.#failure
    try {
      return work()
    } catch (error) {
      this.#failure = error
      throw error
    }
  }

  #read(): void {
    withTape((tape) =>
      this.#backlog.read((piece) => {
        this.#bytes = piece
        this.#scanner = scannerOf(piece)
        this.#at = 0
        this.#output.readFrom(piece)
        while (this.#step(tape));
        return this.#at
      }),
    )
  }

  /** Reads one part. False when more bytes are needed for it. */
  #step(tape: Tape): boolean {
    this.#at = skipSpace(this.#bytes, this.#at)
    const byte = this.#bytes[this.#at]
    if (byte === undefined) return false
    switch (this.#place) {
      case 'start':
        return this.#goOn(byte === OBJECT_OPEN, 'first-member')
      case 'first-member':
        return byte === OBJECT_CLOSE ? this.#closeBundle() : this.#member()
      case 'member':
        return this.#member()
      case 'after-member':
        return byte === OBJECT_CLOSE ? this.#closeBundle() : this.#goOn(byte === COMMA, 'member')
      case 'first-entry':
        return byte === ARRAY_CLOSE ? this.#closeEntries() : this.#someEntries(tape)
      case 'entry':
        return this.#someEntries(tape)
      case 'after-entry':
        return byte === ARRAY_CLOSE ? this.#closeEntries() : this.#goOn(byte === COMMA, 'entry')
      case 'done':
        throw new AnswerError('malformed', 'bytes after the Bundle')
    }
  }

  #goOn(isExpected: boolean, next: Place): true {
    if (!isExpected) throw new AnswerError('malformed', this.#place)
    this.#place = next
    this.#at++
    return true
  }

  #member(): boolean {
    const [bytes, at] = [this.#bytes, this.#at]
    const { memberBytes, depth } = this.#limits
    if (bytes[at] !== QUOTE) throw new AnswerError('malformed', this.#place)
    const nameEnd = stringEnd(bytes, at + 1)
    const start = nameEnd < 0 ? nameEnd : pastColon(bytes, nameEnd + 1)
    if (start < 0) return this.#cutShort(start, memberBytes)
    const name = isUtf8(bytes.subarray(at, nameEnd)) ? nameOf(bytes, at + 1, nameEnd) : undefined
    if (name === undefined) throw new AnswerError('malformed', this.#place)
    if (name === 'entry') return this.#openEntries(name, start)
    const end = this.#scanner.valueEnd(start, depth - 1)
    if (end < 0) return this.#cutShort(end, memberBytes)
    if (end === bytes.length && mayGoOn(bytes[end - 1]!)) return this.#cutShort(CUT_SHORT, memberBytes)
    this.#envelope.admit(name, end - at)
    this.#envelope.take({ name, label: bytes.subarray(at, start), value: bytes.subarray(start, end) })
    this.#at = end
    this.#place = 'after-member'
    return true
  }

  #openEntries(name: string, start: number): boolean {
    if (start === this.#bytes.length) return this.#cutShort(CUT_SHORT, this.#limits.memberBytes)
    this.#envelope.admit(name, start - this.#at)
    this.#at = start
    return this.#goOn(this.#bytes[start] === ARRAY_OPEN, 'first-entry')
  }

  /** All that have come whole. */
  #someEntries(tape: Tape): boolean {
    const scanned = this.#scanner.objects(this.#at, this.#limits.depth - 2, 2, tape)
    if (scanned.end === this.#at) return this.#cutShort(scanned.code, this.#limits.entryBytes)
    if (!isUtf8(this.#bytes.subarray(this.#at, scanned.end)))
      throw new AnswerError('malformed', 'an entry is not UTF-8')
    for (const members of objectsOf(this.#bytes, scanned)) this.#take(new BundleEntryBytes(this.#entries++, members))
    this.#at = scanned.end
    this.#place = 'after-entry'
    return true
  }

  #take(entry: BundleEntryBytes): void {
    const { start, end } = entry.members
    if (end - start > this.#limits.entryBytes) throw new AnswerError('too-large', this.#place)
    const verdict = this.#handlers.onEntry(entry)
    if (verdict === 'keep') this.#output.keepEntry(start, end, NO_EDITS)
    else if (Buffer.isBuffer(verdict)) this.#output.entry(verdict)
    else if (verdict !== 'drop') this.#output.keepEntry(start, end, verdict.edits)
  }

  #closeEntries(): true {
    this.#output.closeEntries()
    return this.#goOn(true, 'after-member')
  }

  #closeBundle(): true {
    this.#envelope.finish()
    return this.#goOn(true, 'done')
  }

  #cutShort(code: number, limit: number): false {
    if (code !== CUT_SHORT) throw answerError(code, this.#place)
    if (this.#bytes.length - this.#at > limit) throw new AnswerError('too-large', this.#place)
    return false
  }
}

/** What ends a number may be followed by more of it. */
function mayGoOn(last: number): boolean {
  return last >= 0x30 && last <= 0x39
}

const NO_EDITS: readonly Edit[] = []
const NOTHING = Buffer.alloc(0)
const NO_SCANNER = scannerOf(NOTHING)
