import type { Resource } from '../fhir-server/resource.ts'
import { concept, day, recordOf, reference, type Subject, SYSTEMS } from './elements.ts'
import { LOCATIONS } from './providers.ts'

/** Two visits, one ambulatory and one at the ward: `<patient>-enc1` and `-enc2`. */
export function encounters(subject: Subject): Resource[] {
  return [1, 2].map((number) => {
    const start = subject.index * 5 + number * 100
    const period = { start: `${day(start)}T08:00:00Z`, end: `${day(start + number - 1)}T16:00:00Z` }
    const kind = number === 1 ? { code: 'AMB', display: 'ambulatory' } : { code: 'IMP', display: 'inpatient encounter' }
    const actor = reference('Practitioner', subject.practitioner)
    const coding = { system: SYSTEMS.actCode, ...kind }
    const versioned =
      subject.version === 'R5'
        ? { status: 'completed', class: [{ coding: [coding] }], actualPeriod: period, participant: [{ actor }] }
        : { status: 'finished', class: coding, period, participant: [{ individual: actor }] }
    return recordOf(subject, 'Encounter', `enc${number}`, {
      ...versioned,
      type: [concept(SYSTEMS.snomed, '185349003', 'Encounter for check up')],
      subject: reference('Patient', subject.id),
      location: [{ location: reference('Location', LOCATIONS[(subject.index + number) % LOCATIONS.length]!) }],
      serviceProvider: reference('Organization', subject.organization),
    })
  })
}
