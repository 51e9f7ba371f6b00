import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import type { Resource } from '../fhir-server/resource.ts'
import { coverage } from './claims.ts'
import { concept, day, note, recordOf, reference, SYSTEMS, shared } from './elements.ts'

/** Resources that rightly point to more than one patient: each belongs to one, and shows the other. */
export function crossings(version: FhirVersion): Resource[] {
  const patient = (id: string) => reference('Patient', id)
  return [
    // The fetus is observed through its mother: subject p01, focus p02.
    recordOf({ id: 'p01' }, 'Observation', 'focus', {
      status: 'final',
      code: concept(SYSTEMS.loinc, '55283-6', 'Fetal heart rate'),
      subject: patient('p01'),
      focus: [patient('p02')],
      effectiveDateTime: `${day(150)}T09:00:00Z`,
      note: note('p01', 'focus'),
    }),
    coverage({ id: 'p03', version }, 'family', patient('p04')),
    recordOf({ id: 'p07' }, 'RelatedPerson', 'mother', {
      active: true,
      patient: patient('p07'),
      relationship: [concept('http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'MTH', 'mother')],
      name: [{ family: 'Mockson', given: ['Mater', 'Test'] }],
    }),
    recordOf({ id: 'p08' }, 'Appointment', 'couple', {
      status: 'booked',
      start: `${day(300)}T09:00:00Z`,
      end: `${day(300)}T09:30:00Z`,
      participant: ['p08', 'p09'].map((id) => ({ actor: patient(id), status: 'accepted' })),
    }),
    recordOf({ id: 'p12' }, 'Communication', 'about', {
      status: 'completed',
      subject: patient('p12'),
      about: [patient('p13')],
      sender: reference('Practitioner', 'dr01'),
      note: note('p12', 'about'),
    }),
    recordOf({ id: 'p10' }, 'Provenance', 'both', {
      target: [patient('p10'), patient('p11')],
      recorded: `${day(310)}T09:00:00Z`,
      agent: [{ who: reference('Practitioner', 'dr02') }],
    }),
    recordOf({ id: 'p14' }, 'List', 'siblings', {
      status: 'current',
      mode: 'working',
      title: 'Siblings SECRET-p14-list',
      subject: patient('p14'),
      entry: ['p15', 'p16'].map((id) => ({ item: patient(id) })),
    }),
    cohort(version),
  ]
}

/** p05 and p06 are the same person twice over (patient.html#links). */
export function linked(resource: Resource): Resource {
  if (resource.id !== 'p05') return resource
  return { ...resource, link: [{ other: reference('Patient', 'p06'), type: 'seealso' }] }
}

function cohort(version: FhirVersion): Resource {
  return {
    ...shared('Group', 'cohort'),
    type: 'person',
    ...(version === 'R5' ? { membership: 'enumerated' } : { actual: true }),
    name: 'Invented cohort',
    member: ['p01', 'p02', 'p03', 'p04', 'p05'].map((id) => ({ entity: reference('Patient', id) })),
  }
}
