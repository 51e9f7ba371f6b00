import type { CompartmentType } from '../../src/fhir/definitions/definitions.ts'
import type { CompartmentSource } from './source.ts'

export type Compartments = Record<CompartmentType, Record<string, string[]>>

const OWNERS: readonly CompartmentType[] = ['Patient', 'Encounter', 'RelatedPerson', 'Practitioner', 'Device']

/**
 * Type → membership parameters, per compartment, types outside left out.
 *
 * There is one compartment per instance of the owning type, and that instance is in it; R5 writes this `{def}`
 * throughout, while R4 and R4B leave it unsaid for Patient, and all three for Device. It is said for all here.
 */
export function compartmentsOf(sources: readonly CompartmentSource[]): Compartments {
  return Object.fromEntries(OWNERS.map((owner) => [owner, membersOf(owner, sources)])) as Compartments
}

function membersOf(owner: CompartmentType, sources: readonly CompartmentSource[]): Record<string, string[]> {
  const source = sources.find(({ code }) => code === owner)
  if (source === undefined) throw new Error(`no CompartmentDefinition for ${owner}`)
  const members = source.resource.map(({ code, param = [] }): [string, string[]] => [
    code,
    code === owner ? ['{def}', ...param.filter((name) => name !== '{def}')] : [...param],
  ])
  return Object.fromEntries(members.filter(([, parameters]) => parameters.length > 0))
}
