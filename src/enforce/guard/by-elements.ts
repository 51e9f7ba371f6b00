import type { Members } from '../../fhir/json/members.ts'
import type { ResourceBytes } from '../bundle/top-level.ts'
import { partOf } from './parsed-elements.ts'

/** The outermost elements by which resources of one type are judged. */
export interface JudgedElements {
  readonly all: readonly string[]
  /** Where a resource has one of these, `decisive` are enough. */
  readonly deciding: readonly string[]
  readonly decisive: readonly string[]
}

/**
 * Judges resources of one type by their elements alone. The resources of an answer are mostly one patient's, so what was
 * judged last is remembered: the same bytes have the same reading, and need none.
 *
 * @param judge a function of the type and the parsed elements, and of nothing else.
 */
export function judgeByElements(
  { all, deciding, decisive }: JudgedElements,
  judge: (resource: unknown) => boolean,
): (resource: ResourceBytes) => boolean {
  let last: Judged | undefined
  return (resource) => {
    const { members } = resource
    const names = hasAny(members, deciding) ? decisive : all
    if (last !== undefined && last.names === names && isSame(members, last)) return last.verdict
    const verdict = judge(partOf(resource, names))
    last = remember(members, names, verdict)
    return verdict
  }
}

interface Judged {
  readonly names: readonly string[]
  /** Of the element of each name; undefined for one that was not there. */
  readonly bytes: readonly (Buffer | undefined)[]
  readonly verdict: boolean
}

const MOST_BYTES = 1024

/** Undefined when the elements are too many bytes to be kept. */
function remember(members: Members, names: readonly string[], verdict: boolean): Judged | undefined {
  const bytes = names.map((name) => {
    const span = members.spanOf(name)
    return span && Buffer.from(members.bytes.subarray(...span))
  })
  const size = bytes.reduce((sum, each) => sum + (each?.length ?? 0), 0)
  return size > MOST_BYTES ? undefined : { names, bytes, verdict }
}

function isSame(members: Members, { names, bytes }: Judged): boolean {
  for (let index = 0; index < names.length; index++) {
    if (!members.isWritten(names[index]!, bytes[index])) return false
  }
  return true
}

function hasAny(members: Members, names: readonly string[]): boolean {
  for (const name of names) if (members.has(name)) return true
  return false
}
