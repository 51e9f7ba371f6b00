import type { Resource } from '../fhir-server/resource.ts'
import { concept, reference, SYSTEMS, shared } from './elements.ts'

export const ORGANIZATIONS = ['org-north', 'org-south', 'org-lab', 'org-payer'] as const
export const PRACTITIONERS = ['dr01', 'dr02', 'dr03', 'dr04', 'dr05', 'dr06'] as const
export const LOCATIONS = ['ward-a', 'ward-b', 'clinic-c'] as const
export const MEDICATION = 'med-shared'

const FAMILIES = ['Placeholder', 'Nonesuch', 'Makebelieve', 'Whatnot', 'Fabrico', 'Exemplar']

/** Organisations, people and places that many patients share. */
export function providers(): Resource[] {
  return [
    ...ORGANIZATIONS.map((id, at) => ({
      ...shared('Organization', id),
      active: true,
      name: `Invented ${id.slice(4)} ${id === 'org-payer' ? 'Insurance' : 'Hospital'}`,
      ...(at === 1 && { partOf: reference('Organization', ORGANIZATIONS[0]) }),
    })),
    ...LOCATIONS.map((id, at) => ({
      ...shared('Location', id),
      status: 'active',
      name: `Imaginary ${id}`,
      managingOrganization: reference('Organization', ORGANIZATIONS[at % 2]!),
      ...(at === 1 && { partOf: reference('Location', LOCATIONS[0]) }),
    })),
    ...PRACTITIONERS.map((id, at) => ({
      ...shared('Practitioner', id),
      active: true,
      identifier: [{ system: 'urn:gatehouse:demo:licence', value: `LIC-${id}` }],
      name: [{ family: FAMILIES[at], given: ['Doc'] }],
    })),
    ...PRACTITIONERS.map((id, at) => ({
      ...shared('PractitionerRole', `role-${id}`),
      active: true,
      practitioner: reference('Practitioner', id),
      organization: reference('Organization', ORGANIZATIONS[at % 2]!),
      location: [reference('Location', LOCATIONS[at % LOCATIONS.length]!)],
      specialty: [concept(SYSTEMS.snomed, '394814009', 'General practice')],
    })),
    { ...shared('Medication', MEDICATION), code: concept(SYSTEMS.rxnorm, '161', 'Acetaminophen') },
  ]
}
