import type { Line } from '../line.ts'

/** What the clinician may not ask, and what cannot be understood at all. */
export const refusals: readonly Line[] = [
  {
    title: 'A chain asks Practitioners a question, so it needs to search them',
    caller: 'clinician',
    path: '/Observation?performer:Practitioner.family=Nonesuch',
    promise: { status: 403, ending: 'denied', code: 'SCOPE_MISSING', shows: ['OperationOutcome'] },
  },
  {
    title: 'A query language within the query is closed to everyone',
    caller: 'clinician',
    path: '/Patient?_filter=family+eq+Fictiva',
    promise: { status: 403, ending: 'denied', code: 'PARAMETER_CLOSED' },
  },
  {
    title: 'An operation is closed unless it is known what it discloses',
    caller: 'clinician',
    path: '/Patient/$export',
    promise: { status: 403, ending: 'denied', code: 'OPERATION_CLOSED' },
  },
  {
    title: 'A parameter that is not known might mean anything to the server behind',
    caller: 'clinician',
    path: '/Patient?shoe-size=44',
    promise: { status: 400, ending: 'refused', code: 'PARAMETER_UNKNOWN' },
  },
  {
    title: 'A path that two servers could read in two ways',
    caller: 'clinician',
    path: '/Patient/p01%2F..%2Fp02',
    promise: { status: 400, ending: 'refused', code: 'TARGET_MALFORMED' },
  },
  {
    title: 'There is no such type',
    caller: 'clinician',
    path: '/Unicorn/1',
    promise: { status: 404, ending: 'refused', code: 'TYPE_UNKNOWN' },
  },
  {
    title: 'Only JSON is spoken here',
    caller: 'clinician',
    path: '/Patient/p01',
    accept: 'application/fhir+xml',
    promise: { status: 406, ending: 'refused', code: 'NOT_ACCEPTABLE' },
  },
]
