import { isUtf8 } from 'node:buffer'
import { type Members, readMembers } from '../../fhir/json/members.ts'
import { nameAt } from '../../fhir/json/names.ts'
import { skipSpace } from '../../fhir/json/scan.ts'
import { textAt } from '../../fhir/json/string.ts'
import { AnswerError, answerError } from './error.ts'

/** One resource, known by its outermost members only. */
export interface ResourceBytes {
  readonly resourceType: string
  readonly members: Members
}

/** A resource whose members have been read already. @throws AnswerError `wrong-type` without a `resourceType`. */
export function resourceOf(members: Members): ResourceBytes {
  const span = members.spanOf('resourceType')
  const resourceType = span && nameAt(members.bytes, span)
  if (span && resourceType === undefined) throw new AnswerError('malformed', 'resourceType is not a string')
  if (!resourceType) throw new AnswerError('wrong-type', 'a resource without resourceType')
  return { resourceType, members }
}

/** The logical id (resource.html#id). @throws AnswerError if it is not a string. */
export function idOf(resource: ResourceBytes): string | undefined {
  return memberText(resource.members, 'id')
}

/** The text of a member, if it is there. @throws AnswerError if it is not a string. */
export function memberText(members: Members, name: string): string | undefined {
  const span = members.spanOf(name)
  if (span === undefined) return undefined
  const text = textAt(members.bytes, span)
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
  if (skipSpace(bytes, members.end) !== bytes.length) throw new AnswerError('malformed', 'bytes after the resource')
  return resourceOf(members)
}
