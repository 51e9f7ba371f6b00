import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import type { Marks } from './marks.ts'

/** What a resource is made of: its marks, its patient, and the others of the same patient by type. */
export interface Making {
  readonly version: FhirVersion
  readonly marks: Marks
  readonly patient: string
  /** `Type/id` of the first resource of the type in the same record, or of the shared ones. */
  readonly to: (type: string) => { readonly reference: string }
  readonly category?: string
}

export type Content = Readonly<Record<string, unknown>>

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category'
const coding = (code: string, system = 'urn:codes') => ({ system, code })
const concept = (marks: Marks) => ({ coding: [{ ...coding(marks.token), display: marks.name }], text: marks.name })
const fixed = (code: string, system?: string) => ({ coding: [coding(code, system)] })
const since5 = ({ version }: Making) => version === 'R5'
const identifier = (marks: Marks) => ({ system: 'urn:numbers', value: marks.token })
const subject = (of: Making) => ({ reference: `Patient/${of.patient}` })

/** Contents by type, beside what every resource has; each valid in R4, R4B and R5 as HAPI reads them. */
export const contents: Readonly<Record<string, (of: Making) => Content>> = {
  Patient: ({ marks, to }) => ({
    identifier: [identifier(marks)],
    active: true,
    name: [{ family: marks.name, given: [marks.name] }],
    gender: 'female',
    birthDate: marks.day,
    telecom: [{ system: 'phone', value: `qzphone${marks.id.slice(-5)}` }],
    address: [{ city: marks.name, line: [marks.text] }],
    generalPractitioner: [to('Practitioner')],
    managingOrganization: to('Organization'),
  }),
  Observation: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'final',
    category: [fixed(of.category ?? 'laboratory', CATEGORY)],
    code: concept(of.marks),
    subject: subject(of),
    encounter: of.to('Encounter'),
    effectiveDateTime: of.marks.day,
    performer: [of.to('Practitioner')],
    valueQuantity: { value: Number(of.marks.number), unit: of.marks.name },
    note: [{ text: of.marks.text }],
    component: [{ code: concept(of.marks), valueString: of.marks.name }],
  }),
  Condition: (of) => ({
    identifier: [identifier(of.marks)],
    clinicalStatus: fixed('active', 'http://terminology.hl7.org/CodeSystem/condition-clinical'),
    code: concept(of.marks),
    subject: subject(of),
    encounter: of.to('Encounter'),
    onsetDateTime: of.marks.day,
    contained: [
      {
        resourceType: 'Patient',
        id: 'in',
        name: [{ family: of.marks.name }],
        telecom: [{ system: 'phone', value: `qzphone${of.marks.id.slice(-5)}` }],
      },
    ],
    evidence: since5(of) ? undefined : [{ detail: [{ reference: '#in' }] }],
    note: [{ text: of.marks.text }],
  }),
  Encounter: (of) => ({
    identifier: [identifier(of.marks)],
    status: since5(of) ? 'completed' : 'finished',
    class: since5(of) ? [concept(of.marks)] : coding(of.marks.token),
    type: [concept(of.marks)],
    subject: subject(of),
    [since5(of) ? 'actualPeriod' : 'period']: { start: of.marks.day, end: of.marks.day },
    participant: [{ [since5(of) ? 'actor' : 'individual']: of.to('Practitioner') }],
    serviceProvider: of.to('Organization'),
    location: [{ location: of.to('Location') }],
  }),
  MedicationRequest: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'active',
    intent: 'order',
    ...(since5(of) ? { medication: { concept: concept(of.marks) } } : { medicationCodeableConcept: concept(of.marks) }),
    subject: subject(of),
    encounter: of.to('Encounter'),
    authoredOn: of.marks.day,
    requester: of.to('Practitioner'),
    note: [{ text: of.marks.text }],
  }),
  AllergyIntolerance: (of) => ({
    identifier: [identifier(of.marks)],
    code: concept(of.marks),
    patient: subject(of),
    recordedDate: of.marks.day,
    note: [{ text: of.marks.text }],
  }),
  DiagnosticReport: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'final',
    code: concept(of.marks),
    subject: subject(of),
    encounter: of.to('Encounter'),
    effectiveDateTime: of.marks.day,
    result: [of.to('Observation')],
    conclusion: of.marks.text,
  }),
  DocumentReference: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'current',
    type: concept(of.marks),
    subject: subject(of),
    date: `${of.marks.day}T00:00:00Z`,
    description: of.marks.name,
    content: [{ attachment: { contentType: 'text/plain', title: of.marks.name, url: of.to('Binary').reference } }],
  }),
  Binary: ({ marks, ...of }) => ({
    contentType: 'application/x-mark',
    securityContext: { reference: `Patient/${of.patient}` },
    data: marks.text,
  }),
  Procedure: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'completed',
    code: concept(of.marks),
    subject: subject(of),
    encounter: of.to('Encounter'),
    [since5(of) ? 'occurrenceDateTime' : 'performedDateTime']: of.marks.day,
    note: [{ text: of.marks.text }],
  }),
  Immunization: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'completed',
    vaccineCode: concept(of.marks),
    patient: subject(of),
    occurrenceDateTime: of.marks.day,
  }),
  CarePlan: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'active',
    intent: 'plan',
    title: of.marks.name,
    category: [concept(of.marks)],
    subject: subject(of),
    period: { start: of.marks.day },
  }),
  CareTeam: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'active',
    name: of.marks.name,
    subject: subject(of),
    participant: [{ member: of.to('Practitioner') }],
  }),
  Goal: (of) => ({
    identifier: [identifier(of.marks)],
    lifecycleStatus: 'active',
    description: concept(of.marks),
    subject: subject(of),
    startDate: of.marks.day,
  }),
  Coverage: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'active',
    beneficiary: subject(of),
    type: concept(of.marks),
    ...(since5(of) ? { kind: 'insurance', insurer: of.to('Organization') } : { payor: [of.to('Organization')] }),
    period: { start: of.marks.day },
  }),
  Appointment: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'booked',
    description: of.marks.name,
    start: `${of.marks.day}T08:00:00Z`,
    end: `${of.marks.day}T09:00:00Z`,
    participant: [{ actor: subject(of), status: 'accepted' }],
  }),
  Communication: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'completed',
    category: [concept(of.marks)],
    subject: subject(of),
    sent: `${of.marks.day}T08:00:00Z`,
    note: [{ text: of.marks.text }],
  }),
  ServiceRequest: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'active',
    intent: 'order',
    code: since5(of) ? { concept: concept(of.marks) } : concept(of.marks),
    subject: subject(of),
    authoredOn: of.marks.day,
  }),
  QuestionnaireResponse: (of) => ({
    identifier: since5(of) ? [identifier(of.marks)] : identifier(of.marks),
    ...(since5(of) && { questionnaire: 'urn:q' }),
    status: 'completed',
    subject: subject(of),
    authored: of.marks.day,
    item: [{ linkId: '1', text: of.marks.text, answer: [{ valueString: of.marks.text }] }],
  }),
  List: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'current',
    mode: 'working',
    title: of.marks.name,
    code: concept(of.marks),
    subject: subject(of),
    date: of.marks.day,
    entry: [{ item: of.to('Observation') }],
  }),
  Composition: (of) => ({
    identifier: since5(of) ? [identifier(of.marks)] : identifier(of.marks),
    status: 'final',
    type: concept(of.marks),
    subject: since5(of) ? [subject(of)] : subject(of),
    date: of.marks.day,
    author: [of.to('Practitioner')],
    title: of.marks.name,
    section: [{ title: of.marks.name, entry: [of.to('Condition')] }],
  }),
  RelatedPerson: (of) => ({
    identifier: [identifier(of.marks)],
    patient: subject(of),
    name: [{ family: of.marks.name }],
    birthDate: of.marks.day,
    telecom: [{ system: 'email', value: of.marks.text }],
  }),
  Flag: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'active',
    code: concept(of.marks),
    subject: subject(of),
    period: { start: of.marks.day },
  }),
  Specimen: (of) => ({
    identifier: [identifier(of.marks)],
    type: concept(of.marks),
    subject: subject(of),
    collection: { collectedDateTime: of.marks.day },
    note: [{ text: of.marks.text }],
  }),
  Task: (of) => ({
    identifier: [identifier(of.marks)],
    status: 'requested',
    intent: 'order',
    code: concept(of.marks),
    description: of.marks.text,
    for: subject(of),
    authoredOn: of.marks.day,
  }),
  Device: (of) => ({
    identifier: [identifier(of.marks)],
    type: since5(of) ? [concept(of.marks)] : concept(of.marks),
    ...(!since5(of) && { patient: subject(of) }),
    note: [{ text: of.marks.text }],
  }),
  Person: (of) => ({
    identifier: [identifier(of.marks)],
    name: [{ family: of.marks.name }],
    birthDate: of.marks.day,
    link: [{ target: subject(of) }],
  }),
  Group: (of) => ({
    identifier: [identifier(of.marks)],
    type: 'person',
    ...(since5(of) ? { membership: 'enumerated' } : { actual: true }),
    name: of.marks.name,
    code: concept(of.marks),
    member: [{ entity: subject(of) }],
  }),
  Provenance: (of) => ({
    target: [of.to('Observation')],
    recorded: `${of.marks.day}T10:00:00Z`,
    agent: [{ who: of.to('Practitioner') }],
    reason: undefined,
  }),
  Bundle: (of) => ({
    identifier: identifier(of.marks),
    type: 'collection',
    entry: [
      {
        fullUrl: `urn:uuid:${of.marks.id}`,
        resource: {
          resourceType: 'Patient',
          name: [{ family: of.marks.name }],
          telecom: [{ system: 'phone', value: `qzphone${of.marks.id.slice(-5)}` }],
        },
      },
    ],
  }),
  Practitioner: ({ marks }) => ({
    identifier: [identifier(marks)],
    name: [{ family: marks.name }],
    telecom: [{ system: 'phone', value: marks.text }],
  }),
  Organization: ({ marks }) => ({ identifier: [identifier(marks)], name: marks.name }),
  Location: ({ marks }) => ({ identifier: [identifier(marks)], name: marks.name, status: 'active' }),
  Medication: ({ marks }) => ({ identifier: [identifier(marks)], code: concept(marks) }),
}

/** Types that belong to nobody. */
export const sharedTypes: readonly string[] = ['Practitioner', 'Organization', 'Location', 'Medication']
