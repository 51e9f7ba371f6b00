import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import type { Resource } from '../fhir-server/resource.ts'
import { claims } from './claims.ts'
import { crossings, linked } from './crossings.ts'
import { documents } from './documents.ts'
import type { Subject } from './elements.ts'
import { encounters } from './encounters.ts'
import { observations } from './observations.ts'
import { patient } from './patients.ts'
import { problems } from './problems.ts'
import { ORGANIZATIONS, PRACTITIONERS, providers } from './providers.ts'
import { createRandom } from './random.ts'
import { treatments } from './treatments.ts'

const PATIENTS = 20
const SEED = 20_240_101

/** `p01` … `p20`. */
export const patientIds: readonly string[] = Array.from(
  { length: PATIENTS },
  (_, index) => `p${String(index + 1).padStart(2, '0')}`,
)

/**
 * Some 600 synthetic resources about twenty people who never were, the same in every run. Every reference points to one
 * of them.
 */
export function sampleData(version: FhirVersion = 'R4'): Resource[] {
  const random = createRandom(SEED)
  const records = patientIds.flatMap((id, index) => {
    const organization = ORGANIZATIONS[index % 2]!
    const practitioner = PRACTITIONERS[index % PRACTITIONERS.length]!
    const subject: Subject = { id, index, version, random, organization, practitioner }
    const makers = [encounters, observations, problems, treatments, documents, claims]
    return [linked(patient(subject)), ...makers.flatMap((make) => make(subject))]
  })
  return [...providers(), ...records, ...crossings(version)]
}
