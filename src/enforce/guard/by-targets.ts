import type { Authority } from '../../authorize/authority.ts'
import type { Permit } from '../../authorize/decision.ts'
import { provenanceElements, provenanceTargets } from '../../fhir/compartment/provenance.ts'
import type { LiteralReference } from '../../fhir/reference.ts'
import type { Grants } from '../../scopes/grants.ts'
import type { ResourceBytes } from '../bundle/top-level.ts'
import { partOf } from './parsed-elements.ts'
import { visibilityOf } from './visibility.ts'

/** Finds which of these resources the caller may see, as `Type/id`. What cannot be found out is not among them. */
export type LookUp = (targets: readonly LiteralReference[]) => Promise<ReadonlySet<string>>

interface Surroundings {
  readonly grants: Grants | undefined
  readonly authority: Authority
  readonly lookUp?: LookUp | undefined
}

/** How many targets are looked up for one answer; a Provenance with more stays hidden. */
const MAX_TARGETS = 10

/**
 * Whether a Provenance that came alone may leave after all: nothing of what it is about was in the answer, so that is
 * looked up. It is shown when all of it is visible to the caller.
 */
export async function showsByTargets(
  resource: ResourceBytes,
  permit: Permit,
  { grants, authority, lookUp }: Surroundings,
): Promise<boolean> {
  if (lookUp === undefined || authority.compartment.rule(resource.resourceType)?.kind !== 'by-target') return false
  const targets = provenanceTargets(partOf(resource, provenanceElements), authority.readReference)
  if (targets === undefined || targets.length > MAX_TARGETS) return false
  return visibilityOf(permit, grants, authority, await lookUp(targets)).shows(resource)
}
