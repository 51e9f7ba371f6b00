import type { Decision, Permit } from '../authorize/decision.ts'
import { AnswerError } from '../enforce/bundle/error.ts'
import { idOf, type ResourceBytes, readTopLevel } from '../enforce/bundle/top-level.ts'
import { answerLimits } from '../enforce/guard/limits.ts'
import { isNamed } from '../enforce/guard/resource.ts'
import { visibilityOf } from '../enforce/guard/visibility.ts'
import { allRules } from '../policy/all-rules.ts'
import type { ResourceVerdict } from './explanation.ts'
import type { Decided } from './judge.ts'
import type { ExplainParts } from './parts.ts'
import { redactedElements } from './redacted-elements.ts'
import { viewRules } from './rules-view.ts'

/** A resource that the FHIR server might answer with. */
export interface Candidate {
  /** Where it comes from, as the verdict names it. */
  readonly file: string
  readonly resource: ResourceBytes
}

/** Reads a resource, or says in words why it is not one. */
export function readCandidate(file: string, bytes: Buffer): Candidate | { readonly fault: string } {
  try {
    const resource = readTopLevel(bytes, answerLimits)
    idOf(resource)
    return { file, resource }
  } catch (error) {
    if (error instanceof AnswerError) return { fault: `is not a resource in JSON (${error.problem})` }
    throw error
  }
}

/**
 * Whether a resource would leave, if the answer held it, and how: asked of the guard that judges answers.
 *
 * @param judged absent where no decision was made.
 */
export function judgeCandidate(
  { file, resource }: Candidate,
  judged: Decided | undefined,
  parts: ExplainParts,
): ResourceVerdict {
  const { resourceType } = resource
  const id = idOf(resource)
  const named = { file, resourceType, ...(id !== undefined && { id }) }
  const answering = permitsOf(judged?.decision)
    .filter((permit) => mayAnswer(permit, resource))
    .map((permit) => ({ permit, visibility: visibilityOf(permit, judged?.principal?.grants, parts.authority) }))
  const letting = answering.find(({ visibility }) => visibility.shows(resource))
  const denied = answering.map(({ visibility }) => visibility.denialOf(resource)).find((each) => each !== undefined)
  const content = jsonOf(resource.members.bytes)
  const asked = judged?.asked.findLast(({ question }) => question.resourceType === resourceType)
  const rules = answering.some(({ permit }) => permit.reach) ? viewRules(asked, parts, content) : []
  const release = letting?.visibility.release(resource)
  const redacted = release ? redactedElements(allRules(parts.policy.document), content, jsonOf(release.bytes)) : []
  return {
    ...named,
    leaves: letting !== undefined,
    ...(!letting && denied && { reason: { code: denied.code, detail: denied.detail } }),
    ...(redacted.length > 0 && { redacted }),
    ...(rules.length > 0 && { rules }),
  }
}

function jsonOf(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString())
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
