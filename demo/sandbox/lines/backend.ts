import type { Line } from '../line.ts'

/** The backend service: system/Patient.read system/Observation.rs */
export const backend: readonly Line[] = [
  {
    title: 'Search over all patients',
    caller: 'backend',
    path: '/Observation?code=8867-4&_count=3',
    promise: { status: 200, ending: 'permitted', code: 'SCOPE_COVERS', shows: ['Observation'] },
  },
  {
    title: 'A search over every type becomes one over the types that the scopes name: the Condition is left out',
    caller: 'backend',
    path: '/?_id=p01,p01-lab1,p01-cond1',
    promise: { status: 200, ending: 'filtered', code: 'SCOPE_COVERS', shows: ['Observation', 'Patient'] },
  },
  {
    title: 'policy.yaml hides Conditions from who may not see them: a search finds none',
    caller: 'backend',
    path: '/Condition?patient=p01',
    promise: { status: 200, ending: 'emptied', code: 'SCOPE_MISSING', shows: [] },
  },
  {
    title: 'And a read looks as if it were not there',
    caller: 'backend',
    path: '/Condition/p01-cond1',
    promise: { status: 404, ending: 'denied', code: 'SCOPE_MISSING' },
  },
  {
    title: "The clinician's page link is no good in other hands",
    caller: 'backend',
    path: '',
    pageOf: 'page.json',
    promise: { status: 404, ending: 'refused', code: 'PAGE_UNKNOWN' },
  },
]
