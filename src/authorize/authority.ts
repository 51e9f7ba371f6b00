import { type CompartmentOptions, type PatientCompartment, patientCompartment } from '../fhir/compartment/membership.ts'
import type { Definitions } from '../fhir/definitions.ts'
import { createReferenceReader, type ReferenceReader } from '../fhir/reference.ts'
import type { OpenOperation } from './operations.ts'

/** What a decision rests on beside the request and the caller. */
export interface Authority {
  readonly definitions: Definitions
  /** Operations the site has opened in its configuration. */
  readonly operations: readonly OpenOperation[]
  /** Whose a resource is. */
  readonly compartment: PatientCompartment
  /** Reads references to resources of this server. */
  readonly readReference: ReferenceReader
}

/**
 * @param ownBases all addresses under which this server's resources are known, ours and the upstream's.
 * @param site what the site says of whose resources are, checked beforehand.
 */
export function authorityOf(
  definitions: Definitions,
  operations: readonly OpenOperation[],
  ownBases: readonly string[],
  site: Omit<CompartmentOptions, 'ownBases'> = {},
): Authority {
  const compartment = patientCompartment(definitions, { ...site, ownBases })
  return { definitions, operations, compartment, readReference: createReferenceReader(ownBases) }
}
