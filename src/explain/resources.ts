import type { Authority } from '../authorize/authority.ts'
import type { Decision, Permit } from '../authorize/decision.ts'
import { AnswerError } from '../enforce/bundle/error.ts'
import { idOf, type ResourceBytes, readTopLevel } from '../enforce/bundle/top-level.ts'
import { answerLimits } from '../enforce/guard/limits.ts'
import { isNamed } from '../enforce/guard/resource.ts'
import { visibilityOf } from '../enforce/guard/visibility.ts'
import type { Grants } from '../scopes/grants.ts'
import type { ResourceVerdict } from './explanation.ts'

/** A resource that the FHIR server might answer with. */
export interface Candidate {
  /** Where it comes from, as the verdict names it. */
  readonly file: string
  readonly resource: ResourceBytes
}

/** Reads a resource; the fault, in words, when it is none. */
export function readCandidate(file: string, bytes: Buffer): Candidate | { readonly fault: string } {
  try {
    const resource = readTopLevel(bytes, answerLimits)
    idOf(resource)
    return { file, resource }
  } catch (error) {
    if (error instanceof AnswerError) return { fault: `is no resource in JSON (${error.problem})` }
    throw error
  }
}

/** Whether a resource would leave, if the answer held it: asked of the guard that judges answers. */
export function judgeCandidate(
  { file, resource }: Candidate,
  decision: Decision | undefined,
  grants: Grants | undefined,
  authority: Authority,
): ResourceVerdict {
  const id = idOf(resource)
  const leaves = permitsOf(decision).some(
    (permit) => mayAnswer(permit, resource) && visibilityOf(permit, grants, authority).shows(resource),
  )
  return { file, resourceType: resource.resourceType, ...(id !== undefined && { id }), leaves }
}

/** Of a Bundle the permits of its entries: it leaves when any of them lets it. */
function permitsOf(decision: Decision | undefined): readonly Permit[] {
  if (decision?.effect !== 'permit') return []
  return decision.entries ? decision.entries.filter((each) => each?.effect === 'permit') : [decision]
}

/** A read is answered with the resource that it names, and with no other. */
function mayAnswer({ interaction }: Permit, resource: ResourceBytes): boolean {
  const named = interaction.kind === 'read' || interaction.kind === 'vread'
  return !named || isNamed(resource, interaction.type, interaction.id)
}
