import type { Resource } from '../fhir-server/resource.ts'
import { recordOf, reference, type Subject, SYSTEMS, secretOf } from './elements.ts'

const FAMILIES = [
  'Fictiva',
  'Mockson',
  'Probando',
  'Quillfeather',
  'Testovska',
  'Umbrae',
  'Vapor',
  'Xample',
  'Yonder',
  'Zephyrine',
]
const GIVEN = ['Alba', 'Borin', 'Cosima', 'Dorrit', 'Elwin', 'Fenja', 'Gisbert', 'Hedda', 'Ivo', 'Jorinde']

export function patient(subject: Subject): Resource {
  const { id, index, random, practitioner, organization } = subject
  const year = 1930 + ((index * 37) % 85)
  return {
    ...recordOf(subject, 'Patient', 'patient', {}),
    id,
    active: true,
    identifier: [
      {
        use: 'official',
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
        system: SYSTEMS.mrn,
        value: `MRN-${id}`,
      },
    ],
    name: [
      {
        use: 'official',
        family: FAMILIES[index % FAMILIES.length],
        given: [GIVEN[(index * 3) % GIVEN.length], 'Test'],
      },
    ],
    telecom: [{ system: 'email', value: `${secretOf(id, 'telecom').toLowerCase()}@example.invalid` }],
    gender: index % 2 === 0 ? 'female' : 'male',
    birthDate: `${year}-${String(1 + random.whole(12)).padStart(2, '0')}-${String(1 + random.whole(28)).padStart(2, '0')}`,
    address: [
      {
        line: [`${1 + index} Nowhere Lane`],
        city: index % 3 === 0 ? 'Neverton' : 'Sampleville',
        postalCode: `0000${index % 10}`,
      },
    ],
    ...(index === 19 && { deceasedBoolean: true }),
    generalPractitioner: [reference('Practitioner', practitioner)],
    managingOrganization: reference('Organization', organization),
  }
}
