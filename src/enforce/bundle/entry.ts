import { isUtf8 } from 'node:buffer'
import { type Members, readMembers, spanOfMember } from '../../fhir/json/members.ts'
import { valueEnd } from '../../fhir/json/value.ts'
import { AnswerError, answerError } from './error.ts'
import { memberText, type ResourceBytes, resourceOf } from './top-level.ts'

/**
 * One entry of an upstream's Bundle (bundle.html). Its bytes are JSON, and the names in it and in its resource are unique;
 * nothing is parsed until it is asked for. The bytes are a view of the chunk that they came in: copy what is to be kept.
 */
export interface BundleEntryBytes {
  /** Its place in the upstream's answer, from 0. */
  readonly index: number
  readonly bytes: Buffer
  /** Ranges within `bytes`: `fullUrl`, `link`, `resource`, `search`, `response` …, found by `spanOfMember`. */
  readonly members: Members
  /** Its ranges, too, are within `bytes`. */
  readonly resource: ResourceBytes | undefined
}

/**
 * Reads the entry that begins at the start of `bytes`.
 * @returns the entry, or a negative answer of `readMembers`: `CUT_SHORT` when more bytes are needed.
 * @throws AnswerError if the entry is whole but must not pass.
 */
export function readEntry(bytes: Buffer, depth: number, index: number): BundleEntryBytes | number {
  let inner: Members | undefined
  const members = readMembers(bytes, 0, depth, (name, at) => {
    if (name !== 'resource') return valueEnd(bytes, at, depth - 1)
    const found = readMembers(bytes, at, depth - 1)
    if (typeof found === 'number') return found
    inner = found
    return found.range[1]
  })
  if (typeof members === 'number') return members
  const own = bytes.subarray(0, members.range[1])
  if (!isUtf8(own)) throw new AnswerError('malformed', 'an entry is not UTF-8')
  return { index, bytes: own, members, resource: inner && resourceOf(own, inner) }
}

/** `Bundle.entry.fullUrl`. @throws AnswerError if it is not a string. */
export function fullUrlOf(entry: BundleEntryBytes): string | undefined {
  return memberText(entry.bytes, entry.members, 'fullUrl')
}

/** `match`, `include` or `outcome` (search.html#entries). @throws AnswerError if it is not a string in an object. */
export function searchModeOf(entry: BundleEntryBytes): string | undefined {
  const search = membersOf(entry, 'search')
  return search && memberText(entry.bytes, search, 'mode')
}

/** `Bundle.entry.response.location`. @throws AnswerError if it is not a string in an object. */
export function locationOf(entry: BundleEntryBytes): string | undefined {
  const response = membersOf(entry, 'response')
  return response && memberText(entry.bytes, response, 'location')
}

/** The members of an object in the entry, such as `response`. @throws AnswerError if it is no object, or has a name twice. */
export function membersOf(entry: BundleEntryBytes, name: string): Members | undefined {
  const span = spanOfMember(entry.members, name)
  if (span === undefined) return undefined
  // Its grammar and depth have been checked with the entry.
  const members = readMembers(entry.bytes, span[0], Number.POSITIVE_INFINITY)
  if (typeof members === 'number') throw answerError(members, name)
  return members
}
