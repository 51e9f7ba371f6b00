import type { Line } from '../line.ts'

/** What the clinician reads and searches: user/Patient.rs user/Observation.crus user/Encounter.rs?class=AMB */
export const reading: readonly Line[] = [
  {
    title: 'Read a patient',
    caller: 'clinician',
    path: '/Patient/p01',
    promise: { status: 200, ending: 'permitted', code: 'SCOPE_COVERS', shows: ['Patient'] },
  },
  {
    title: 'Only the headers of it',
    caller: 'clinician',
    method: 'HEAD',
    path: '/Patient/p01',
    promise: { status: 200, ending: 'permitted', code: 'SCOPE_COVERS' },
  },
  {
    title: 'An include of a type that no scope names is left out: the Patient comes along, the Practitioner does not',
    caller: 'clinician',
    path: '/Observation?_id=p01-lab1&_include=Observation:subject&_include=Observation:performer',
    promise: { status: 200, ending: 'filtered', code: 'SCOPE_COVERS', shows: ['Observation', 'Patient'] },
  },
  {
    title: 'Criteria in a form, out of the logs on the way',
    caller: 'clinician',
    method: 'POST',
    path: '/Patient/_search',
    form: 'family=Fictiva&gender=female',
    promise: { status: 200, ending: 'permitted', code: 'SCOPE_COVERS', shows: ['Patient'] },
  },
  {
    title: 'The first page; its link to the next is sealed for this caller',
    caller: 'clinician',
    path: '/Patient?_count=5',
    keep: 'page.json',
    promise: { status: 200, ending: 'permitted', code: 'SCOPE_COVERS', shows: ['Patient'] },
  },
  {
    title: 'The next page',
    caller: 'clinician',
    path: '',
    pageOf: 'page.json',
    promise: { status: 200, ending: 'permitted', code: 'SCOPE_COVERS', shows: ['Patient'] },
  },
  {
    title: 'The whole record is narrowed to the types that the scopes name',
    caller: 'clinician',
    path: '/Patient/p01/$everything?_count=100',
    promise: { status: 200, ending: 'filtered', code: 'SCOPE_COVERS', shows: ['Encounter', 'Observation', 'Patient'] },
  },
  {
    title: 'A chain through a type that may be searched',
    caller: 'clinician',
    path: '/Observation?subject:Patient.family=Fictiva&_count=2',
    promise: { status: 200, ending: 'permitted', code: 'SCOPE_COVERS', shows: ['Observation'] },
  },
  {
    title: 'A scope for a part of a type: of the two visits, the ambulatory one',
    caller: 'clinician',
    path: '/Encounter?patient=p01',
    promise: { status: 200, ending: 'filtered', code: 'SCOPE_COVERS', shows: ['Encounter'] },
  },
  {
    title: 'The stay at the ward is not there for this caller',
    caller: 'clinician',
    path: '/Encounter/p01-enc2',
    promise: { status: 404, ending: 'denied', code: 'OUTSIDE_COMPARTMENT' },
  },
]
