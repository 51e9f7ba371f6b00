import type { Resource } from '../fhir-server/resource.ts'
import { concept, day, note, recordOf, reference, type Subject, SYSTEMS, secretOf } from './elements.ts'
import { ORGANIZATIONS } from './providers.ts'

interface Measure {
  readonly code: string
  readonly display: string
  readonly unit: string
  readonly low: number
  readonly spread: number
}

const VITALS: readonly Measure[] = [
  { code: '8867-4', display: 'Heart rate', unit: '/min', low: 55, spread: 50 },
  { code: '8310-5', display: 'Body temperature', unit: 'Cel', low: 36, spread: 4 },
  { code: '29463-7', display: 'Body weight', unit: 'kg', low: 48, spread: 60 },
]
const LABORATORY: readonly Measure[] = [
  { code: '2339-0', display: 'Glucose [Mass/volume] in Blood', unit: 'mg/dL', low: 70, spread: 90 },
  { code: '718-7', display: 'Hemoglobin [Mass/volume] in Blood', unit: 'g/dL', low: 10, spread: 7 },
  { code: '2951-2', display: 'Sodium [Moles/volume] in Serum or Plasma', unit: 'mmol/L', low: 133, spread: 12 },
]

/** Vital signs twice over, laboratory values with their report, and one blood pressure with two components. */
export function observations(subject: Subject): Resource[] {
  const vitals = [1, 2].flatMap((round) =>
    VITALS.map((measure, at) =>
      measured(subject, 'vital-signs', `vital${round}${at + 1}`, measure, round * 100 + subject.index * 5),
    ),
  )
  const laboratory = LABORATORY.map((measure, at) =>
    measured(subject, 'laboratory', `lab${at + 1}`, measure, 200 + subject.index * 5),
  )
  return [...vitals, bloodPressure(subject), ...laboratory, report(subject, laboratory)]
}

function measured(subject: Subject, category: string, name: string, measure: Measure, on: number): Resource {
  const value = measure.low + subject.random.whole(measure.spread * 10) / 10
  return observation(subject, category, name, on, {
    code: concept(SYSTEMS.loinc, measure.code, measure.display),
    valueQuantity: quantity(value, measure.unit),
  })
}

function bloodPressure(subject: Subject): Resource {
  const component = (code: string, display: string, value: number) => ({
    code: concept(SYSTEMS.loinc, code, display),
    valueQuantity: quantity(value, 'mm[Hg]'),
  })
  return observation(subject, 'vital-signs', 'bp', 100 + subject.index * 5, {
    code: concept(SYSTEMS.loinc, '85354-9', 'Blood pressure panel'),
    component: [
      component('8480-6', 'Systolic blood pressure', 105 + subject.random.whole(60)),
      component('8462-4', 'Diastolic blood pressure', 60 + subject.random.whole(35)),
    ],
  })
}

function observation(subject: Subject, category: string, name: string, on: number, elements: object): Resource {
  return recordOf(subject, 'Observation', name, {
    status: 'final',
    category: [concept(SYSTEMS.observationCategory, category, category)],
    ...elements,
    subject: reference('Patient', subject.id),
    encounter: reference('Encounter', `${subject.id}-enc${category === 'laboratory' ? 2 : 1}`),
    effectiveDateTime: `${day(on)}T09:30:00Z`,
    performer: [reference('Practitioner', subject.practitioner)],
    note: note(subject.id, name),
  })
}

function quantity(value: number, unit: string) {
  return { value, unit, system: SYSTEMS.ucum, code: unit }
}

function report(subject: Subject, results: readonly Resource[]): Resource {
  return recordOf(subject, 'DiagnosticReport', 'report', {
    status: 'final',
    category: [concept('http://terminology.hl7.org/CodeSystem/v2-0074', 'LAB', 'Laboratory')],
    code: concept(SYSTEMS.loinc, '58410-2', 'CBC panel'),
    subject: reference('Patient', subject.id),
    encounter: reference('Encounter', `${subject.id}-enc2`),
    effectiveDateTime: `${day(200 + subject.index * 5)}T10:00:00Z`,
    performer: [reference('Organization', ORGANIZATIONS[2])],
    result: results.map(({ id }) => reference('Observation', id!)),
    conclusion: `Synthetic conclusion ${secretOf(subject.id, 'conclusion')}`,
  })
}
