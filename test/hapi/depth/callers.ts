import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { marksIn } from './marks.ts'
import type { Owner, Stored, World } from './world.ts'

/** Someone who asks, and what of the world they may see, said by the world's definition and not by the gateway's code. */
export interface Caller {
  readonly name: string
  readonly scope: string
  /** The token's `patient` claim. */
  readonly patient?: Owner
  readonly roles?: readonly string[]
  /** About whom to ask for what must not be seen. */
  readonly victim: Owner
  /** The JSON of a version as they may see it; undefined: not at all. */
  readonly sees: (record: Stored, version: FhirVersion) => string | undefined
}

/** What clinicians do not see of a Patient, wherever it is nested. */
export const policy = `
apiVersion: gatehouse/v1
kind: Policy
metadata: { name: depth, version: "1" }
roles:
  clinician: { from: { has: [token.roles, clinician] } }
rules:
  - { id: everyone, effect: permit, match: { interactions: ["*"] } }
  - id: phones
    effect: permit
    match: { roles: [clinician], resources: [Patient] }
    obligations: { redact: { elements: [Patient.telecom], style: remove } }
  - id: restricted
    effect: deny
    match: { roles: [clinician] }
    when: { all: [{ exists: resource.meta.security }, { has: [resource.meta.security.code, R] }] }
    denialStyle: not-found
`

const closedToPatients = (version: FhirVersion) => [
  ...['Binary', 'Bundle', 'Group', 'Person'],
  version === 'R5' ? 'Device' : 'Task',
]
const whole = ({ resource }: Stored) => JSON.stringify(resource)
const withoutPhones = ({ resource }: Stored) =>
  JSON.stringify(resource, function (this: { resourceType?: string }, key, value) {
    return key === 'telecom' && this.resourceType === 'Patient' ? undefined : value
  })

export const callers: readonly Caller[] = [
  {
    name: 'a patient',
    scope: 'patient/*.cruds',
    patient: 'a',
    victim: 'b',
    sees: (record, version) => {
      if (closedToPatients(version).includes(record.type)) return undefined
      return record.owner === 'a' || record.owner === 'nobody' ? whole(record) : undefined
    },
  },
  {
    name: 'a patient who gave little',
    scope: 'patient/Patient.r patient/Observation.rs?category=laboratory patient/Practitioner.r',
    patient: 'a',
    victim: 'c',
    sees: (record) => {
      if (record.type === 'Practitioner') return whole(record)
      if (record.owner !== 'a') return undefined
      return record.type === 'Patient' || record.category === 'laboratory' ? whole(record) : undefined
    },
  },
  {
    name: 'a clinician under a policy',
    scope: 'user/*.cruds',
    roles: ['clinician'],
    victim: 'c',
    sees: (record) => (record.restricted ? undefined : withoutPhones(record)),
  },
  {
    name: 'a narrow backend',
    scope: 'system/Observation.rs system/Patient.rs',
    victim: 'b',
    sees: (record) => (record.type === 'Observation' || record.type === 'Patient' ? whole(record) : undefined),
  },
  {
    name: 'a granular backend',
    scope: 'system/Observation.rs?category=vital-signs',
    victim: 'b',
    sees: (record) => (record.category === 'vital-signs' ? whole(record) : undefined),
  },
]

/** Every mark that a caller may come across: of what they see, with the ids that it refers to. */
export function marksOpenTo(caller: Caller, { records, version }: World): ReadonlySet<string> {
  return marksIn(records.map((record) => caller.sees(record, version) ?? '').join('\n'))
}

/** Every mark that there is. */
export function allMarks({ records }: World): ReadonlySet<string> {
  return marksIn(records.map(whole).join('\n'))
}
