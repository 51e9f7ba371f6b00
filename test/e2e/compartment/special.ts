import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { foreign, own, unwritable } from './expected.ts'
import type { Row } from './outcomes.ts'

const NOTHING = '404 <-'
const FORBIDDEN = '403 <-'

/** For a Patient its id tells whose it is, before the server is asked. */
const anotherPatient = {
  ...foreign,
  read: NOTHING,
  vread: NOTHING,
  history: NOTHING,
  search: '200 [p01] <- GET /T of p01',
  'search by id': '200 <-',
  'batch read': '200 [404 Not Found] <-',
}

/** Changed, but not made: a new Patient is never the caller's. */
const thePatient = {
  ...own,
  history: '200 [p01] <- GET /T/id/_history',
  search: '200 [p01] <- GET /T of p01',
  'search by id': '200 [p01] <- GET /T of p01',
  'batch read': '200 [p01] <- POST',
  create: FORBIDDEN,
  'batch create': '200 [403 Forbidden] <-',
  'update of nothing': NOTHING,
}

/** What it is about decides whether it is seen; it is not searched by anything else, and never written. */
const byTarget = { 'search by id': '403 <-', ...unwritable }

/** Types whose outcomes are their own. */
export function specialRows(version: FhirVersion): readonly (Row & { readonly outcome: object })[] {
  const rows = [
    { type: 'Patient', id: 'p02', content: {}, outcome: anotherPatient },
    { type: 'Patient', id: 'p01', content: {}, outcome: thePatient },
    { type: 'Provenance', id: 'foreign', content: {}, outcome: { ...foreign, ...byTarget } },
    { type: 'Provenance', id: 'own', content: {}, outcome: { ...own, ...byTarget } },
  ]
  const devices = [
    { type: 'Device', id: 'foreign', content: {}, outcome: { ...foreign, ...unwritable } },
    { type: 'Device', id: 'own', content: {}, outcome: { ...own, ...unwritable } },
  ]
  return version === 'R5' ? rows : [...rows, ...devices]
}
