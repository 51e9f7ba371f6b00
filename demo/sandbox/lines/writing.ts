import type { Line } from '../line.ts'
import { asthma, bundle, heartRate } from './bundles.ts'

const request = (type: 'batch' | 'transaction') =>
  bundle(type, [
    ['GET', 'Patient/p01'],
    ['POST', 'Observation', heartRate],
    ['POST', 'Condition', asthma],
    ['GET', 'Practitioner?family=Nonesuch'],
  ])

/** What the clinician writes: Observations, and nothing else. */
export const writing: readonly Line[] = [
  {
    title: 'Write a measurement',
    caller: 'clinician',
    method: 'POST',
    path: '/Observation',
    body: { file: 'heart-rate.json', resource: heartRate },
    promise: { status: 201, ending: 'permitted', code: 'SCOPE_COVERS', shows: ['Observation'] },
  },
  {
    title: 'Reading a patient does not mean deleting one',
    caller: 'clinician',
    method: 'DELETE',
    path: '/Patient/p01',
    promise: { status: 403, ending: 'denied', code: 'SCOPE_MISSING' },
  },
  {
    title: 'A batch: each entry gets its own answer, those that are denied never reach the server behind',
    caller: 'clinician',
    method: 'POST',
    path: '',
    body: { file: 'batch.json', resource: request('batch') },
    promise: { status: 200, ending: 'mixed', code: 'ENTRIES_DECIDED', entries: [200, 201, 403, 403] },
  },
  {
    title: 'The same as a transaction stands or falls whole',
    caller: 'clinician',
    method: 'POST',
    path: '',
    body: { file: 'transaction.json', resource: request('transaction') },
    promise: { status: 403, ending: 'denied', code: 'ENTRY_DENIED', shows: ['OperationOutcome'] },
  },
]
