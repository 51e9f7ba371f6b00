import fc from 'fast-check'
import type { Content } from './world.ts'

/** The few values that everything is made of, so that what is asked for is often there. */
export const pools = {
  ids: ['x1', 'x2', 'x3', 'x4'],
  patients: ['p01', 'p02', 'p03'],
  codes: ['glucose', 'hiv', 'pulse'],
  names: ['Alba', 'Bodo', 'Cora'],
  numbers: ['m1', 'm2', 'm3'],
  days: ['2020-01-01', '2021-01-01', '2022-01-01', '2023-01-01'],
  quantities: ['1', '5', '9'],
} as const

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category'

const of = (values: readonly string[]) => fc.constantFrom(...values)
const patient = of(pools.patients).map((id) => ({ reference: `Patient/${id}` }))
const to = (type: string) => of(pools.ids).map((id) => ({ reference: `${type}/${id}` }))
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const concept = of(pools.codes).map((code) => ({ coding: [{ system: 'urn:codes', code }], text: code }))
const category = fc.constantFrom('laboratory', 'vital-signs').map((code) => [{ coding: [{ system: CATEGORY, code }] }])
const identifier = of(pools.numbers).map((value) => [{ system: 'urn:numbers', value }])
const day = of(pools.days)
const quantity = of(pools.quantities).map((value) => ({ value: Number(value), unit: 'mmol/L' }))
const practitioner = to('Practitioner')
const human = of(pools.names).map((family) => [{ family }])

/** Contents by type: owned by an element that says whom it is about, by another role as well, shared, and closed. */
const makers: Readonly<Record<string, fc.Arbitrary<object>>> = {
  Patient: fc.record({ name: human, identifier, birthDate: day, generalPractitioner: maybe(fc.tuple(practitioner)) }),
  Observation: fc.record({
    status: fc.constantFrom('final', 'amended'),
    category,
    code: concept,
    identifier: maybe(identifier),
    subject: patient,
    performer: maybe(fc.tuple(fc.oneof(practitioner, patient))),
    encounter: maybe(to('Encounter')),
    effectiveDateTime: day,
    valueQuantity: quantity,
    hasMember: maybe(fc.tuple(to('Observation'))),
  }),
  Encounter: fc.record({
    status: fc.constantFrom('finished', 'planned'),
    class: concept.map(({ coding: [only] }) => only),
    identifier,
    subject: patient,
    partOf: maybe(to('Encounter')),
    participant: maybe(practitioner.map((individual) => [{ individual }])),
  }),
  Condition: fc.record({
    code: concept,
    subject: patient,
    asserter: maybe(patient),
    encounter: maybe(to('Encounter')),
    recordedDate: day,
  }),
  AllergyIntolerance: fc.record({ code: concept, patient, recorder: maybe(patient) }),
  Coverage: fc.record({ status: fc.constant('active'), beneficiary: patient, subscriber: maybe(patient) }),
  Appointment: fc.record({
    status: fc.constant('booked'),
    participant: fc.array(
      patient.map((actor) => ({ actor })),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  List: fc.record({
    status: fc.constant('current'),
    mode: fc.constant('working'),
    subject: patient,
    entry: maybe(fc.tuple(to('Observation').map((item) => ({ item })))),
  }),
  Provenance: fc.record({
    target: fc.array(fc.oneof(patient, to('Observation'), to('Encounter')), { minLength: 1, maxLength: 2 }),
    recorded: fc.constant('2024-01-01T00:00:00Z'),
    agent: practitioner.map((who) => [{ who }]),
  }),
  Device: fc.record({ patient: maybe(patient), identifier }),
  Task: fc.record({
    status: fc.constant('requested'),
    intent: fc.constant('order'),
    for: patient,
    focus: maybe(to('Observation')),
  }),
  Group: fc.record({
    type: fc.constant('person'),
    actual: fc.constant(true),
    member: patient.map((entity) => [{ entity }]),
  }),
  AuditEvent: fc.record({
    entity: patient.map((what) => [{ what }]),
    agent: patient.map((who) => [{ who, requestor: true }]),
  }),
  Practitioner: fc.record({ name: human, identifier }),
  Organization: fc.record({ name: of(pools.names) }),
}

/** The types that worlds are made of and requests ask for. */
export const types: readonly string[] = Object.keys(makers)

export function content(type: string): fc.Arbitrary<Content> {
  return makers[type]!.map((made) => JSON.parse(JSON.stringify(made)) as Content)
}

/** Weighted, as most is asked about Observations. */
export const type: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('Observation') },
  { weight: 1, arbitrary: fc.constantFrom('Encounter', 'Patient', 'Provenance') },
  { weight: 2, arbitrary: of(types) },
)

/** An id that something of the type may have; ids say nothing of whose it is, but for patients. */
export function idOf(of: string): fc.Arbitrary<string> {
  return fc.constantFrom(...(of === 'Patient' ? pools.patients : pools.ids))
}
