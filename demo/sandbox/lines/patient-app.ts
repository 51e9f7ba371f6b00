import type { Line } from '../line.ts'

/** The patient app, launched for p01: patient/Patient.rs patient/Observation.rs. Nothing is granted in this context yet. */
export const patientApp: readonly Line[] = [
  {
    title: "The launch patient's own record",
    caller: 'patient-app',
    path: '/Patient/p01',
    promise: { status: 403, ending: 'denied', code: 'SCOPE_MISSING' },
  },
  {
    title: "The launch patient's observations",
    caller: 'patient-app',
    path: '/Observation?patient=p01',
    promise: { status: 403, ending: 'denied', code: 'SCOPE_MISSING' },
  },
  {
    title: "Somebody else's record",
    caller: 'patient-app',
    path: '/Patient/p02',
    promise: { status: 403, ending: 'denied', code: 'SCOPE_MISSING' },
  },
]
