import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import { type PatientCompartment, patientCompartment } from '../../../src/fhir/compartment/membership.ts'
import type { Definitions, FhirVersion } from '../../../src/fhir/definitions/definitions.ts'

export const versions: readonly FhirVersion[] = ['R4', 'R4B', 'R5']
export const ownBase = 'https://gateway.example.org/fhir'

export interface Known {
  readonly definitions: Definitions
  readonly compartment: PatientCompartment
}

/** The defaults of one version. */
export function known(version: FhirVersion): Known {
  const definitions = loadDefinitions(version)
  return { definitions, compartment: patientCompartment(definitions, { ownBases: [ownBase] }) }
}

export function members({ definitions }: Known): readonly string[] {
  return [...definitions.resourceTypes].filter((type) => definitions.compartmentParameters('Patient', type).length > 0)
}
