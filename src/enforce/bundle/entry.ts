import type { Members } from '../../fhir/json/members.ts'
import { answerError } from './error.ts'
import { memberText, type ResourceBytes, resourceOf } from './top-level.ts'

/**
 * One entry of an upstream's Bundle (bundle.html). It is JSON, and the names in it and in its resource are unique; nothing
 * is parsed until it is asked for. Its bytes are those of the chunk that it came in: copy what is to be kept.
 */
export class BundleEntryBytes {
  /** Its place in the upstream's answer, from 0. */
  readonly index: number
  /** `fullUrl`, `link`, `resource`, `search`, `response` … */
  readonly members: Members
  readonly resource: ResourceBytes | undefined

  /** @param members as they were read, or why they were not. @throws AnswerError if it must not pass. */
  constructor(index: number, members: Members | number) {
    if (typeof members === 'number') throw answerError(members, 'an entry')
    const inner = members.membersOf('resource')
    if (typeof inner === 'number') throw answerError(inner, 'a resource')
    this.index = index
    this.members = members
    this.resource = inner && resourceOf(inner)
  }

  get bytes(): Buffer {
    return this.members.own
  }
}

/** `match`, `include` or `outcome` (search.html#entries). @throws AnswerError if it is not a string in an object. */
export function searchModeOf(entry: BundleEntryBytes): string | undefined {
  const search = membersOf(entry, 'search')
  return search && memberText(search, 'mode')
}

/** The members of an object in the entry, such as `response`. @throws AnswerError if it is no object, or has a name twice. */
export function membersOf(entry: BundleEntryBytes, name: string): Members | undefined {
  const members = entry.members.membersOf(name)
  if (typeof members === 'number') throw answerError(members, name)
  return members
}
