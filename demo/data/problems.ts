import type { Coding, Resource } from '../fhir-server/resource.ts'
import { concept, day, note, recordOf, reference, type Subject, SYSTEMS } from './elements.ts'

const COMMON = [
  ['44054006', 'Diabetes mellitus type 2'],
  ['38341003', 'Hypertensive disorder'],
  ['195967001', 'Asthma'],
] as const
const SENSITIVE = [
  ['35489007', 'Depressive disorder', 'PSY'],
  ['86406008', 'HIV infection', 'HIV'],
  ['7200002', 'Alcoholism', 'ETH'],
] as const
const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
const ALLERGY = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical'

/** A common problem for everyone, a sensitive one with security labels for every third, and an allergy. */
export function problems(subject: Subject): Resource[] {
  const [code, display] = subject.random.pick(COMMON)
  const [hidden, hiddenDisplay, label] = SENSITIVE[subject.index % SENSITIVE.length]!
  const labels: Coding[] = [
    { system: SYSTEMS.confidentiality, code: 'R', display: 'restricted' },
    { system: SYSTEMS.actCode, code: label },
  ]
  return [
    condition(subject, 'cond1', concept(SYSTEMS.snomed, code, display), []),
    ...(subject.index % 3 === 0
      ? [condition(subject, 'cond2', concept(SYSTEMS.snomed, hidden, hiddenDisplay), labels)]
      : []),
    allergy(subject),
  ]
}

function condition(subject: Subject, name: string, code: object, security: readonly Coding[]): Resource {
  return recordOf(
    subject,
    'Condition',
    name,
    {
      clinicalStatus: concept(CLINICAL, 'active', 'Active'),
      category: [
        concept('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item', 'Problem List Item'),
      ],
      code,
      subject: reference('Patient', subject.id),
      encounter: reference('Encounter', `${subject.id}-enc1`),
      onsetDateTime: day(subject.index * 3),
      recordedDate: day(subject.index * 3 + 1),
      note: note(subject.id, name),
    },
    security,
  )
}

function allergy(subject: Subject): Resource {
  return recordOf(subject, 'AllergyIntolerance', 'allergy', {
    clinicalStatus: concept(ALLERGY, 'active', 'Active'),
    criticality: subject.index % 4 === 0 ? 'high' : 'low',
    code: concept(SYSTEMS.snomed, '91936005', 'Allergy to penicillin'),
    patient: reference('Patient', subject.id),
    recordedDate: day(20 + subject.index),
    note: note(subject.id, 'allergy'),
  })
}
