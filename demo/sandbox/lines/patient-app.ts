import type { Line } from '../line.ts'

/** The patient app, launched for p01: patient/Patient.rs patient/Observation.rs */
export const patientApp: readonly Line[] = [
  {
    title: "The launch patient's own record",
    caller: 'patient-app',
    path: '/Patient/p01',
    promise: { status: 200, ending: 'permitted', code: 'SCOPE_COVERS', shows: ['Patient'] },
  },
  {
    title: "The launch patient's observations",
    caller: 'patient-app',
    path: '/Observation?patient=p01&_count=3',
    promise: { status: 200, ending: 'filtered', code: 'SCOPE_COVERS', shows: ['Observation'] },
  },
  {
    title: "A search for anyone's becomes one for the launch patient's",
    caller: 'patient-app',
    path: '/Observation?code=2339-0',
    promise: { status: 200, ending: 'filtered', code: 'SCOPE_COVERS', shows: ['Observation'] },
  },
  {
    title: 'Of somebody else there is nothing to find',
    caller: 'patient-app',
    path: '/Observation?patient=p02',
    promise: { status: 200, ending: 'emptied', code: 'OUTSIDE_COMPARTMENT', shows: [] },
  },
  {
    title: 'And nothing to read',
    caller: 'patient-app',
    path: '/Patient/p02',
    promise: { status: 404, ending: 'denied', code: 'OUTSIDE_COMPARTMENT' },
  },
  {
    title: 'Nor where only the resource itself says whose it is',
    caller: 'patient-app',
    path: '/Observation/p02-lab1',
    promise: { status: 404, ending: 'denied', code: 'OUTSIDE_COMPARTMENT' },
  },
  {
    title: 'A type that no scope names, of the patient or not',
    caller: 'patient-app',
    path: '/MedicationRequest?patient=p01',
    promise: { status: 403, ending: 'denied', code: 'SCOPE_MISSING' },
  },
]
