import type { Definitions } from '../definitions/definitions.ts'
import { closedMembers, unownedKind } from './unowned.ts'

/**
 * How it is known whose a resource is.
 *
 * - `compartment`: by the parameters of the Patient CompartmentDefinition;
 * - `shared`: nobody's, visible to all whose scopes name the type;
 * - `by-target`: as visible as everything it is about (Provenance);
 * - `device`: the patient's that it names, shared when it names none (Device);
 * - `closed`: it cannot be told, so no patient-level caller gets it.
 */
export type OwnershipKind = 'compartment' | 'shared' | 'by-target' | 'device' | 'closed'

/** What a site may say of a type instead. */
export type OwnershipOverride = 'compartment' | 'shared' | 'closed'

/** The default for a type of this version; every type has exactly one. */
export function defaultOwnership(definitions: Definitions, type: string): OwnershipKind {
  if (type === 'Provenance') return 'by-target'
  if (isMember(definitions, type)) return closedMembers.has(type) ? 'closed' : 'compartment'
  // Since R5 a Device names no patient: whose it is stands in DeviceAssociation, out of sight of a single resource.
  if (type === 'Device') return definitions.searchParameter(type, 'patient') === undefined ? 'closed' : 'device'
  return unownedKind(type)
}

/**
 * Why a site may not say this, in words that follow the type's name; undefined when it may. Everything can be closed. Only types outside the
 * compartment that do not name their patient by a parameter can be shared, and only its members can follow it.
 */
export function overrideProblem(definitions: Definitions, type: string, to: OwnershipOverride): string | undefined {
  if (!definitions.isResourceType(type)) return `is not a resource type of FHIR ${definitions.version}`
  if (to === 'closed') return undefined
  const usual = defaultOwnership(definitions, type)
  const member = isMember(definitions, type) && usual !== 'by-target'
  if (to === 'compartment') return member ? undefined : 'does not follow the Patient compartment'
  if (member) return 'is in the Patient compartment and cannot be shared'
  return usual === 'shared' || usual === 'closed' ? undefined : 'names a patient and cannot be shared'
}

function isMember(definitions: Definitions, type: string): boolean {
  return definitions.compartmentParameters('Patient', type).length > 0
}
