import type { Resource } from '../fhir-server/resource.ts'
import { concept, day, note, recordOf, reference, type Subject, SYSTEMS, secretOf } from './elements.ts'
import { MEDICATION } from './providers.ts'

const DRUGS = [
  ['860975', 'Metformin 500 MG'],
  ['314076', 'Lisinopril 10 MG'],
  ['745679', 'Albuterol inhaler'],
] as const

/** Two prescriptions (the second of a shared Medication), an immunization, a procedure, a care plan. */
export function treatments(subject: Subject): Resource[] {
  const [code, display] = subject.random.pick(DRUGS)
  const drug = concept(SYSTEMS.rxnorm, code, display)
  const stored = reference('Medication', MEDICATION)
  const r5 = subject.version === 'R5'
  return [
    prescription(subject, 'rx1', r5 ? { medication: { concept: drug } } : { medicationCodeableConcept: drug }),
    prescription(subject, 'rx2', r5 ? { medication: { reference: stored } } : { medicationReference: stored }),
    immunization(subject),
    procedure(subject),
    carePlan(subject),
  ]
}

function prescription(subject: Subject, name: string, medication: object): Resource {
  return recordOf(subject, 'MedicationRequest', name, {
    status: name === 'rx1' ? 'active' : 'completed',
    intent: 'order',
    ...medication,
    subject: reference('Patient', subject.id),
    encounter: reference('Encounter', `${subject.id}-enc1`),
    authoredOn: day(110 + subject.index * 5),
    requester: reference('Practitioner', subject.practitioner),
    note: note(subject.id, name),
  })
}

function immunization(subject: Subject): Resource {
  return recordOf(subject, 'Immunization', 'imm', {
    status: 'completed',
    vaccineCode: concept(SYSTEMS.cvx, '140', 'Influenza, seasonal'),
    patient: reference('Patient', subject.id),
    occurrenceDateTime: day(250 + subject.index),
    performer: [{ actor: reference('Practitioner', subject.practitioner) }],
    note: note(subject.id, 'imm'),
  })
}

function procedure(subject: Subject): Resource {
  const on = day(205 + subject.index * 5)
  return recordOf(subject, 'Procedure', 'proc', {
    status: 'completed',
    code: concept(SYSTEMS.snomed, '80146002', 'Appendectomy'),
    subject: reference('Patient', subject.id),
    encounter: reference('Encounter', `${subject.id}-enc2`),
    ...(subject.version === 'R5' ? { occurrenceDateTime: on } : { performedDateTime: on }),
    performer: [{ actor: reference('Practitioner', subject.practitioner) }],
    note: note(subject.id, 'proc'),
  })
}

function carePlan(subject: Subject): Resource {
  return recordOf(subject, 'CarePlan', 'plan', {
    status: 'active',
    intent: 'plan',
    title: 'Synthetic plan',
    description: `Synthetic plan ${secretOf(subject.id, 'description')}`,
    subject: reference('Patient', subject.id),
    encounter: reference('Encounter', `${subject.id}-enc1`),
    period: { start: day(120 + subject.index) },
    created: day(120 + subject.index),
    note: note(subject.id, 'plan'),
  })
}
