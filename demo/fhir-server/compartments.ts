import type { CompartmentType } from '../../src/fhir/definitions/definitions.ts'
import type { Resource } from './resource.ts'
import type { SearchContext } from './search/context.ts'
import { refersTo } from './search/match.ts'

const COMPARTMENTS: ReadonlySet<string> = new Set(['Patient', 'Encounter', 'RelatedPerson', 'Practitioner', 'Device'])

export function isCompartment(type: string): type is CompartmentType {
  return COMPARTMENTS.has(type)
}

/** Whether `resource` is the owner, or refers to it by a parameter of the compartment (compartmentdefinition.html). */
export function inCompartment(
  resource: Resource,
  compartment: CompartmentType,
  id: string,
  context: SearchContext,
): boolean {
  const owner = { resourceType: compartment, id }
  if (resource.resourceType === compartment && resource.id === id) return true
  return context.definitions
    .compartmentParameters(compartment, resource.resourceType)
    .some((code) => code !== '{def}' && refersTo(resource, code, owner, context))
}
