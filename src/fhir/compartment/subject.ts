import type { FhirVersion } from '../definitions/definitions.ts'
import type { OwnerPath } from './owner-path.ts'

/**
 * The compartment parameters that say whom a resource is about, in all versions. The others (performer, author,
 * recorder, asserter, participant, sender, recipient, payee, subscriber, policy-holder, payor, source, focus, operator …)
 * say who had a part in it, so that by them the data of one patient would be inside another's compartment.
 */
const SUBJECT_PARAMETERS: ReadonlySet<string> = new Set(['patient', 'subject', 'beneficiary', 'individual'])

/** Types whose subject element may be a list. Elsewhere a list is not FHIR, and readers differ in which item they take. */
const LISTED_SUBJECTS: Readonly<Record<FhirVersion, ReadonlySet<string>>> = {
  R4: new Set(['Account']),
  R4B: new Set(['Account']),
  R5: new Set(['Account', 'Composition', 'Contract', 'List']),
}

export function saysWhomItIsAbout({ parameter }: OwnerPath): boolean {
  return SUBJECT_PARAMETERS.has(parameter)
}

export function mayListSubjects(version: FhirVersion, type: string): boolean {
  return LISTED_SUBJECTS[version].has(type)
}
