import { depression, type Person, people } from './people.ts'

/**
 * A small synthetic world: two organisations with a ward each, three practitioners, six patients with what belongs to
 * them. Ids are chosen by the client, so a test can name what it means: `Observation/ada-pulse`. No one in it is real.
 */

/** A FHIR R4 resource as plain JSON. */
export interface Resource {
  resourceType: string
  id: string
  [element: string]: unknown
}

/** Every resource, referenced ones before those that refer to them. */
export function world(): Resource[] {
  return [...organizations(), ...practitioners(), ...people.flatMap(belongings)]
}

function organizations(): Resource[] {
  return ['north', 'south'].flatMap((id) => [
    { resourceType: 'Organization', id, name: `Hospital ${id}` },
    { resourceType: 'Organization', id: `${id}-ward`, name: `Ward of ${id}`, partOf: reference('Organization', id) },
  ])
}

function practitioners(): Resource[] {
  return ['fir', 'oak', 'yew'].map((tree) => ({
    resourceType: 'Practitioner',
    id: `dr-${tree}`,
    identifier: [{ system: 'urn:example:practitioner', value: tree }],
    name: [{ family: tree, prefix: ['Dr'] }],
  }))
}

function belongings(person: Person): Resource[] {
  const subject = reference('Patient', person.id)
  const practitioner = reference('Practitioner', person.practitioner)
  const visits = ['visit', 'stay'].map((kind, day) => encounter(person, kind, day + 1))
  const during = reference('Encounter', `${person.id}-visit`)
  return [
    patient(person),
    ...visits,
    observation(person, 'pulse', 'vital-signs', '8867-4', { value: person.pulse, unit: '/min' }),
    observation(person, 'glucose', 'laboratory', '15074-8', { value: person.glucose, unit: 'mmol/L' }),
    {
      resourceType: 'Condition',
      id: `${person.id}-problem`,
      ...(person.problem === depression && { meta: { security: [label('v3-Confidentiality', 'R')] } }),
      category: [concept('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item')],
      code: concept('http://snomed.info/sct', person.problem.code, person.problem.display),
      subject,
      encounter: during,
      asserter: practitioner,
    },
    {
      resourceType: 'MedicationRequest',
      id: `${person.id}-order`,
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: `medicine for ${person.problem.display}` },
      subject,
      encounter: during,
      requester: practitioner,
    },
    {
      resourceType: 'Provenance',
      id: `${person.id}-provenance`,
      target: [reference('Observation', `${person.id}-glucose`)],
      recorded: '2024-03-01T10:00:00Z',
      agent: [{ who: practitioner, onBehalfOf: reference('Organization', person.organization) }],
    },
  ]
}

function patient(person: Person): Resource {
  return {
    resourceType: 'Patient',
    id: person.id,
    identifier: [{ system: 'urn:example:mrn', value: `mrn-${person.id}` }],
    active: true,
    name: [{ family: person.family, given: [person.id] }],
    gender: person.gender,
    birthDate: person.birthDate,
    generalPractitioner: [reference('Practitioner', person.practitioner)],
    managingOrganization: reference('Organization', person.organization),
  }
}

function encounter(person: Person, kind: string, day: number): Resource {
  return {
    resourceType: 'Encounter',
    id: `${person.id}-${kind}`,
    status: 'finished',
    class: label('v3-ActCode', kind === 'visit' ? 'AMB' : 'IMP'),
    subject: reference('Patient', person.id),
    participant: [{ individual: reference('Practitioner', person.practitioner) }],
    period: { start: `2024-03-0${day}T08:00:00Z`, end: `2024-03-0${day}T09:00:00Z` },
    serviceProvider: reference('Organization', `${person.organization}-ward`),
  }
}

function observation(person: Person, kind: string, category: string, loinc: string, valueQuantity: object): Resource {
  return {
    resourceType: 'Observation',
    id: `${person.id}-${kind}`,
    status: 'final',
    category: [concept('http://terminology.hl7.org/CodeSystem/observation-category', category)],
    code: concept('http://loinc.org', loinc, kind),
    subject: reference('Patient', person.id),
    encounter: reference('Encounter', `${person.id}-visit`),
    effectiveDateTime: '2024-03-01T08:30:00Z',
    performer: [reference('Practitioner', person.practitioner)],
    valueQuantity,
  }
}

const reference = (type: string, id: string) => ({ reference: `${type}/${id}` })
const label = (system: string, code: string) => ({ system: `http://terminology.hl7.org/CodeSystem/${system}`, code })
const concept = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, ...(display && { display }) }],
})
