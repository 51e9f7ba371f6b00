import type { Resource } from '../../../demo/fhir-server/resource.ts'
import type { Store } from '../../../demo/fhir-server/store.ts'

const patient = (id: string) => ({ reference: `Patient/${id}` })
const secret = (id: string) => ({ status: 'generated', div: `<div>SECRET-${id}-stray</div>` })
const coded = (code: string) => ({ coding: [{ system: 'urn:stray', code }] })

function observation(id: string, of: string, elements: object): Resource {
  return { resourceType: 'Observation', id, status: 'final', code: coded('stray'), text: secret(of), ...elements }
}

/**
 * Records whose owner is hard to tell, or lies between two patients: what attacks aim at. All text of p02's holds
 * `SECRET-p02`; p01 is who attacks.
 */
export function addStrays(store: Store): void {
  for (const resource of strays) store.write(resource.resourceType, resource.id as string, 'PUT', resource)
  const moved = (id: string, from: string, to: string) => {
    store.write('Observation', id, 'PUT', observation(id, from, { subject: patient(from) }))
    store.write('Observation', id, 'PUT', observation(id, to, { subject: patient(to) }))
  }
  moved('x-left', 'p01', 'p02')
  moved('x-came', 'p02', 'p01')
  for (const [id, of] of [
    ['x-gone', 'p02'],
    ['x-own-gone', 'p01'],
  ] as const) {
    store.write('Observation', id, 'PUT', observation(id, of, { subject: patient(of) }))
    store.remove('Observation', id)
  }
}

const strays: readonly Resource[] = [
  observation('x-performed', 'p02', { subject: patient('p02'), performer: [patient('p01')] }),
  observation('x-focus', 'p02', { subject: patient('p02'), focus: [patient('p01')] }),
  observation('x-group', 'p02', { subject: { reference: 'Group/cohort' } }),
  observation('x-logical', 'p02', { subject: { type: 'Patient', identifier: { value: 'MRN-p01' } } }),
  observation('x-named', 'p02', { subject: { type: 'Patient', display: 'Patient/p01' } }),
  observation('x-elsewhere', 'p02', { subject: { reference: 'http://elsewhere.example/fhir/Patient/p01' } }),
  observation('x-list', 'p02', { subject: [patient('p01'), patient('p02')] }),
  observation('x-case', 'p02', { subject: { reference: 'patient/p01' } }),
  observation('x-longer', 'p02', { subject: patient('p012') }),
  observation('x-fragment', 'p02', { subject: { reference: 'Patient/p01#x' } }),
  observation('x-nested', 'p02', { subject: { reference: { reference: 'Patient/p01' } } }),
  observation('x-whole', 'p02', { subject: { resourceType: 'Patient', id: 'p01', ...patient('p01') } }),
  observation('x-contained', 'p02', {
    contained: [{ resourceType: 'Patient', id: 'p01' }],
    subject: { reference: '#p01' },
  }),
  observation('x-within', 'p02', {
    contained: [{ resourceType: 'Observation', id: 'o', subject: patient('p01') }],
    subject: patient('p02'),
  }),
  observation('x-derived', 'p01', { subject: patient('p01'), derivedFrom: [{ reference: 'Observation/p02-lab1' }] }),
  observation('x-member', 'p02', { subject: patient('p02'), hasMember: [{ reference: 'Observation/p01-lab1' }] }),
  {
    resourceType: 'AllergyIntolerance',
    id: 'x-asserted',
    text: secret('p02'),
    patient: patient('p02'),
    recorder: patient('p01'),
    asserter: patient('p01'),
  },
  {
    resourceType: 'Appointment',
    id: 'x-couple',
    status: 'booked',
    participant: ['p01', 'p02'].map((id) => ({ actor: patient(id), status: 'accepted' })),
  },
  { resourceType: 'Account', id: 'x-family', status: 'active', subject: [patient('p01'), patient('p02')] },
  { resourceType: 'Schedule', id: 'x-room', active: true, actor: [patient('p01'), patient('p02')] },
  {
    resourceType: 'Provenance',
    id: 'x-both',
    text: secret('p02'),
    target: [patient('p01'), patient('p02')],
    recorded: '2023-01-01T00:00:00Z',
    agent: [{ who: { reference: 'Practitioner/dr01' } }],
  },
  {
    resourceType: 'List',
    id: 'x-list',
    status: 'current',
    mode: 'working',
    text: secret('p02'),
    subject: patient('p02'),
    entry: [{ item: { reference: 'Observation/p01-lab1' } }, { item: { reference: 'Practitioner/dr01' } }],
  },
  {
    resourceType: 'Bundle',
    id: 'x-bundle',
    type: 'collection',
    entry: [{ resource: observation('x', 'p02', { subject: patient('p01') }) }],
  },
  { resourceType: 'Device', id: 'x-device', text: secret('p02'), patient: patient('p02') },
  { resourceType: 'Device', id: 'x-own-device', patient: patient('p01'), type: coded('pump') },
  { resourceType: 'Task', id: 'x-task', text: secret('p02'), for: patient('p02'), owner: patient('p01') },
  { resourceType: 'Person', id: 'x-person', text: secret('p02'), link: [{ target: patient('p01') }] },
  { resourceType: 'Basic', id: 'x-basic', text: secret('p02'), subject: patient('p02'), author: patient('p01') },
]
