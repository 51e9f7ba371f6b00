import type { FhirVersion } from '../../../../src/fhir/definitions/definitions.ts'
import { marksOf } from '../marks.ts'

/** Something that the hostile corpus speaks of, which calls everything 1, 2, a and b. */
export interface SpelledResource {
  readonly resourceType: string
  readonly id: string
  readonly [element: string]: unknown
}

/** What about patient 2 is marked, so that it can be told from all else. */
export const secondMark = marksOf(100_001).text

/** Patients 1 and 2, each with a record that all spellings of the corpus can find. */
export function spelledWorld(version: FhirVersion): readonly SpelledResource[] {
  return [
    { resourceType: 'Organization', id: '1', name: 'a' },
    { resourceType: 'Practitioner', id: '1', name: [{ family: 'a' }] },
    ...['1', '2'].flatMap((id) => recordOf(id, version)),
  ]
}

function recordOf(id: string, version: FhirVersion): readonly SpelledResource[] {
  const letter = id === '1' ? 'a' : 'b'
  const text = id === '1' ? 'first' : secondMark
  const code = { coding: [{ system: 'urn:codes', code: id }, { code: letter }], text }
  const subject = { reference: `Patient/${id}` }
  const identifier = [{ system: 'urn:numbers', value: id }]
  return [
    {
      resourceType: 'Patient',
      id,
      identifier,
      name: [{ family: letter, given: [text] }],
      gender: id === '1' ? 'female' : 'male',
      birthDate: id === '1' ? '1980-01-01' : '2024-01-02',
      managingOrganization: { reference: 'Organization/1' },
      generalPractitioner: [{ reference: 'Practitioner/1' }],
    },
    {
      resourceType: 'Encounter',
      id,
      status: version === 'R5' ? 'completed' : 'finished',
      class: version === 'R5' ? [code] : { code: letter },
      subject,
      identifier: [{ value: text }],
    },
    {
      resourceType: 'Observation',
      id,
      status: 'final',
      code,
      subject,
      identifier,
      encounter: { reference: `Encounter/${id}` },
      performer: [{ reference: 'Practitioner/1' }],
      effectiveDateTime: id === '1' ? '2024-01-01T00:00:00Z' : '2023-01-01T00:00:00Z',
      valueQuantity: { value: 5, unit: text },
    },
    {
      resourceType: 'Condition',
      id,
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      code,
      subject,
    },
    {
      resourceType: 'Provenance',
      id,
      target: [{ reference: `Observation/${id}` }],
      recorded: '2024-01-01T00:00:00Z',
      agent: [{ who: { reference: 'Practitioner/1', display: text } }],
    },
    {
      resourceType: 'Group',
      id,
      type: 'person',
      ...(version === 'R5' ? { membership: 'enumerated' } : { actual: true }),
      name: text,
      member: [{ entity: subject }],
    },
  ]
}
