import { describe, expect, test } from 'vitest'
import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import { findPlace } from '../../src/fhir/route.ts'
import { languageOf } from '../fixtures/language.ts'

const place = (path: string, version: FhirVersion = 'R4') =>
  findPlace(path === '' ? [] : path.split('/'), languageOf(version).definitions)

const owner = { type: 'Patient', id: '1' }

test.each([
  ['', { at: 'base' }],
  ['metadata', { at: 'metadata' }],
  ['_search', { at: 'search' }],
  ['_history', { at: 'history' }],
  ['$meta', { at: 'operation', name: 'meta' }],
  ['Patient', { at: 'type', type: 'Patient' }],
  ['Patient/_search', { at: 'type-search', type: 'Patient' }],
  ['Patient/_history', { at: 'history', type: 'Patient' }],
  ['Patient/$match', { at: 'operation', name: 'match', type: 'Patient' }],
  ['Patient/1', { at: 'instance', type: 'Patient', id: '1' }],
  ['Patient/history', { at: 'instance', type: 'Patient', id: 'history' }],
  ['Patient/1/_history', { at: 'history', type: 'Patient', id: '1' }],
  ['Patient/1/_history/2', { at: 'version', type: 'Patient', id: '1', versionId: '2' }],
  ['Patient/1/$meta-add', { at: 'operation', name: 'meta-add', type: 'Patient', id: '1' }],
  ['Patient/1/*', { at: 'compartment', compartment: owner, post: false }],
  ['Patient/1/_search', { at: 'compartment', compartment: owner, post: true }],
  ['Patient/1/Observation', { at: 'compartment', compartment: owner, type: 'Observation', post: false }],
  ['Patient/1/Observation/_search', { at: 'compartment', compartment: owner, type: 'Observation', post: true }],
])('%s', (path, expected) => {
  expect(place(path)).toEqual(expected)
})

test.each([
  ...[
    'metadata/1',
    '_search/1',
    '_history/1',
    '$',
    '$1',
    '$a_b',
    '*',
    '_',
    'patient',
    'Patient/_',
    'Patient/$',
    'Patient/a_b',
  ],
  ...[
    'Patient/metadata',
    'Patient/metadata/_history',
    'Patient/*',
    'Patient/*/*',
    'Patient/_history/1',
    'Patient/_search/1',
    'Patient/$meta/1',
  ],
  ...[
    'Patient/1/',
    'Patient/1/x',
    'Patient/1/_history/_1',
    'Patient/1/_history/1/x',
    'Patient/1/$meta/x',
    'Patient/1/*/_search',
    'Patient/1/_search/1',
  ],
  ...[
    'Patient/1/Observation/1',
    'Patient/1/Observation/_history',
    'Patient/1/Practitioner',
    'Patient/1/Task',
    'Organization/1/Patient',
    'Observation/1/*',
  ],
])('%s leads nowhere', (path) => {
  expect(place(path)).toMatchObject({ refused: 'PATH_UNKNOWN' })
})

test.each(['Metadata', 'Foo', 'Foo/1', 'Resource', 'PATIENT', 'Patients/1', 'Patient/1/Foo', 'Citation/1'])(
  '%s names no type',
  (path) => {
    expect(place(path)).toMatchObject({ refused: 'TYPE_UNKNOWN' })
  },
)

describe.each(['R4', 'R4B', 'R5'] as const)('%s', (version) => {
  const { definitions } = languageOf(version)

  test('every type is a place, in every compartment that it is in, and in no other', () => {
    for (const type of definitions.resourceTypes) {
      expect(place(`${type}/1`, version)).toMatchObject({ at: 'instance' })
      for (const compartment of ['Patient', 'Encounter', 'RelatedPerson', 'Practitioner', 'Device'] as const) {
        const isMember = definitions.compartmentParameters(compartment, type).length > 0
        expect('at' in place(`${compartment}/1/${type}`, version)).toBe(isMember)
      }
    }
  })
})
