import { expect, test } from 'vitest'
import { outcome } from './outcome.ts'

const parameters = { resourceType: 'Parameters', parameter: [{ name: 'patient', valueString: 'p1' }] }

test.each([
  ['GET /DocumentReference/$docref?patient=p1', 'GET DocumentReference/$docref?patient=Patient/p1'],
  [
    'GET /DocumentReference/$docref?subject=Patient/p1&type=x',
    'GET DocumentReference/$docref?type=x&patient=Patient/p1',
  ],
  ['GET /DocumentReference/$docref?patient=p2', 'OUTSIDE_COMPARTMENT'],
  ['GET /DocumentReference/$docref?patient=p1&subject=Patient/p2', 'OUTSIDE_COMPARTMENT'],
  ['GET /DocumentReference/$docref?patient=p1&encounter.status=x', 'CANNOT_BE_CONFINED'],
  ['GET /DocumentReference/$docref?patient=p1&_has:List:item:code=x', 'CANNOT_BE_CONFINED'],
])('an operation on the records of a patient is asked about that patient: %s', (request, sent) => {
  expect(outcome('patient/*.rs', request).split(', ', 1)[0]).toBe(sent)
})

test.each(['DocumentReference/$docref', 'Observation/$lastn'])('%s is asked by its address alone', (operation) => {
  expect(outcome('patient/*.cruds', `POST /${operation}`, parameters)).toBe('CANNOT_BE_CONFINED')
})

test('a Subscription is sent what nobody judges, so it cannot be kept to one patient', () => {
  const subscription = {
    resourceType: 'Subscription',
    status: 'requested',
    criteria: 'Observation?patient=p1',
    channel: { type: 'rest-hook', endpoint: 'https://app.example.org/hook' },
  }
  expect(outcome('patient/*.cruds', 'POST /Subscription', subscription)).toBe('OUTSIDE_COMPARTMENT')
})

const validated = (elements: object) => ({
  resourceType: 'Observation',
  subject: { reference: 'Patient/p1' },
  ...elements,
})
const within = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter })

test.each<[string, object, string]>([
  ['', validated({}), 'POST Observation/$validate'],
  ['?mode=create', validated({}), 'POST Observation/$validate?mode=create'],
  ['', validated({ performer: [{ reference: 'Practitioner/1' }] }), 'POST Observation/$validate'],
  ['', within({ name: 'resource', resource: validated({}) }), 'POST Observation/$validate'],
  ['', validated({ encounter: { reference: 'Encounter/e2' } }), 'OUTSIDE_COMPARTMENT'],
  ['', validated({ hasMember: [{ reference: 'Observation/o2' }] }), 'OUTSIDE_COMPARTMENT'],
  ['', validated({ subject: { reference: 'Patient/p2' } }), 'OUTSIDE_COMPARTMENT'],
  ['', validated({ subject: { reference: '/Patient/p2' } }), 'OUTSIDE_COMPARTMENT'],
  ['', within({ name: 'resource', resource: validated({ focus: [{ reference: 'Task/t' }] }) }), 'OUTSIDE_COMPARTMENT'],
  ['?mode=update', validated({ id: 'o2' }), 'CANNOT_BE_CONFINED'],
  ['?mode=delete', within({ name: 'resource', resource: validated({ id: 'o2' }) }), 'CANNOT_BE_CONFINED'],
  ['', within({ name: 'mode', valueCode: 'update' }), 'CANNOT_BE_CONFINED'],
])('what a server may look for is not validated for one patient: %s %j', (query, body, expected) => {
  expect(outcome('patient/*.cruds', `POST /Observation/$validate${query}`, body)).toBe(expected)
})
