import { isUtf8 } from 'node:buffer'
import { objectsOf } from '../../fhir/json/members.ts'
import { nameOf } from '../../fhir/json/names.ts'
import { CUT_SHORT, pastColon, skipSpace, stringEnd } from '../../fhir/json/scan.ts'
import { type Scanner, scannerOf } from '../../fhir/json/scanner/scanner.ts'
import type { Edit } from '../../fhir/json/splice.ts'
import { createBacklog } from './backlog.ts'
import { BundleEntryBytes } from './entry.ts'
import { createEnvelope, type JudgeMember, type Verdict } from './envelope.ts'
import { AnswerError, answerError } from './error.ts'
import { createOutput } from './output.ts'

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
  /** Takes the next bytes of the upstream's answer, gives those of the new one. They may share memory: write them before a chunk is reused. */
  push(chunk: Buffer): Buffer[]
  /** Says that the answer is whole, gives the rest. What was given before is no JSON document without it, so breaking off is noticed. */
  end(): Buffer[]
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
  const output = createOutput()
  const envelope = createEnvelope(limits.memberBytes, handlers.onMember, output)
  const backlog = createBacklog()
  let place: Place = 'start'
  let bytes: Buffer = Buffer.alloc(0)
  let scanner: Scanner = scannerOf(bytes)
  let at = 0
  let entries = 0
  let failure: unknown

  /** Reads one part. False when more bytes are needed for it. */
  function step(): boolean {
    at = skipSpace(bytes, at)
    const byte = bytes[at]
    if (byte === undefined) return false
    switch (place) {
      case 'start':
        return goOn(byte === OBJECT_OPEN, 'first-member')
      case 'first-member':
        return byte === OBJECT_CLOSE ? closeBundle() : member()
      case 'member':
        return member()
      case 'after-member':
        return byte === OBJECT_CLOSE ? closeBundle() : goOn(byte === COMMA, 'member')
      case 'first-entry':
        return byte === ARRAY_CLOSE ? closeEntries() : someEntries()
      case 'entry':
        return someEntries()
      case 'after-entry':
        return byte === ARRAY_CLOSE ? closeEntries() : goOn(byte === COMMA, 'entry')
      case 'done':
        throw new AnswerError('malformed', 'bytes after the Bundle')
    }
  }

  function goOn(isExpected: boolean, next: Place): true {
    if (!isExpected) throw new AnswerError('malformed', place)
    place = next
    at++
    return true
  }

  function member(): boolean {
    if (bytes[at] !== QUOTE) throw new AnswerError('malformed', place)
    const nameEnd = stringEnd(bytes, at + 1)
    const start = nameEnd < 0 ? nameEnd : pastColon(bytes, nameEnd + 1)
    if (start < 0) return cutShort(start, limits.memberBytes)
    const name = isUtf8(bytes.subarray(at, nameEnd)) ? nameOf(bytes, at + 1, nameEnd) : undefined
    if (name === undefined) throw new AnswerError('malformed', place)
    if (name === 'entry') return openEntries(name, start)
    const end = scanner.valueEnd(start, limits.depth - 1)
    if (end < 0) return cutShort(end, limits.memberBytes)
    if (end === bytes.length && mayGoOn(bytes[end - 1]!)) return cutShort(CUT_SHORT, limits.memberBytes)
    envelope.admit(name, end - at)
    envelope.take({ name, label: bytes.subarray(at, start), value: bytes.subarray(start, end) })
    at = end
    place = 'after-member'
    return true
  }

  function openEntries(name: string, start: number): boolean {
    if (start === bytes.length) return cutShort(CUT_SHORT, limits.memberBytes)
    envelope.admit(name, start - at)
    at = start
    return goOn(bytes[start] === ARRAY_OPEN, 'first-entry')
  }

  /** All that have come whole. */
  function someEntries(): boolean {
    const scanned = scanner.objects(at, limits.depth - 2, 2)
    if (scanned.end === at) return cutShort(scanned.code, limits.entryBytes)
    if (!isUtf8(bytes.subarray(at, scanned.end))) throw new AnswerError('malformed', 'an entry is not UTF-8')
    for (const members of objectsOf(bytes, scanned)) take(new BundleEntryBytes(entries++, members))
    at = scanned.end
    place = 'after-entry'
    return true
  }

  function take(entry: BundleEntryBytes): void {
    const { start, end } = entry.members
    if (end - start > limits.entryBytes) throw new AnswerError('too-large', place)
    const verdict = handlers.onEntry(entry)
    if (verdict === 'keep') output.keepEntry(start, end, NO_EDITS)
    else if (Buffer.isBuffer(verdict)) output.entry(verdict)
    else if (verdict !== 'drop') output.keepEntry(start, end, verdict.edits)
  }

  function closeEntries(): true {
    output.closeEntries()
    return goOn(true, 'after-member')
  }

  function closeBundle(): true {
    envelope.finish()
    return goOn(true, 'done')
  }

  function cutShort(code: number, limit: number): false {
    if (code !== CUT_SHORT) throw answerError(code, place)
    if (bytes.length - at > limit) throw new AnswerError('too-large', place)
    return false
  }

  function read(): void {
    bytes = backlog.take()
    scanner = scannerOf(bytes)
    at = 0
    output.readFrom(bytes)
    while (step());
    backlog.keep(bytes.subarray(at))
  }

  function failing(work: () => void): Buffer[] {
    if (failure !== undefined) throw failure
    try {
      work()
      return output.collect()
    } catch (error) {
      failure = error
      throw error
    }
  }

  return {
    push: (chunk) =>
      failing(() => {
        if (backlog.add(chunk)) read()
      }),
    end: () =>
      failing(() => {
        read()
        if (place !== 'done') throw new AnswerError('cut-short', place)
        output.close()
      }),
  }
}

/** What ends a number may be followed by more of it. */
function mayGoOn(last: number): boolean {
  return last >= 0x30 && last <= 0x39
}

const NO_EDITS: readonly Edit[] = []
