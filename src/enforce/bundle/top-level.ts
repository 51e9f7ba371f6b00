import { isUtf8 } from 'node:buffer'
import { type Members, readMembers, spanOfMember } from '../../fhir/json/members.ts'
import { skipSpace } from '../../fhir/json/scan.ts'
import { textAt } from '../../fhir/json/string.ts'
import { AnswerError, answerError } from './error.ts'

/** One resource, known by its outermost members only. */
export interface ResourceBytes {
  /** What all ranges count in: the resource's own bytes, or those of the entry it came in. */
  readonly bytes: Buffer
  readonly resourceType: string
  /** `members.range` is the resource itself; `spanOfMember(members, name)` finds a member. */
  readonly members: Members
}

/** A resource whose members have been read already. @throws AnswerError `wrong-type` without a `resourceType`. */
export function resourceOf(bytes: Buffer, members: Members): ResourceBytes {
  const resourceType = memberText(bytes, members, 'resourceType')
  if (!resourceType) throw new AnswerError('wrong-type', 'a resource without resourceType')
  return { bytes, resourceType, members }
}

/** The logical id (resource.html#id). @throws AnswerError if it is not a string. */
export function idOf(resource: ResourceBytes): string | undefined {
  return memberText(resource.bytes, resource.members, 'id')
}

/** The text of a member, if it is there. @throws AnswerError if it is not a string. */
export function memberText(bytes: Buffer, members: Members, name: string): string | undefined {
  const span = spanOfMember(members, name)
  if (span === undefined) return undefined
  const text = textAt(bytes, span)
  if (text === undefined) throw new AnswerError('malformed', `${name} is not a string`)
  return text
}

/**
 * Reads the outermost members of one resource without parsing it. All of it is checked against RFC 8259, UTF-8 included;
 * names are unique among the outermost members only.
 *
 * @param limits.depth how many objects and arrays may be open at once.
 * @throws AnswerError for what is not exactly one JSON object with a `resourceType`.
 */
export function readTopLevel(bytes: Buffer, limits: { readonly depth: number }): ResourceBytes {
  if (!isUtf8(bytes)) throw new AnswerError('malformed', 'not UTF-8')
  const members = readMembers(bytes, skipSpace(bytes, 0), limits.depth)
  if (typeof members === 'number') throw answerError(members, 'the resource')
  if (skipSpace(bytes, members.range[1]) !== bytes.length)
    throw new AnswerError('malformed', 'bytes after the resource')
  return resourceOf(bytes, members)
}
