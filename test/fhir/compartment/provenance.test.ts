import { expect, test } from 'vitest'
import { provenanceTargets } from '../../../src/fhir/compartment/provenance.ts'
import { createReferenceReader } from '../../../src/fhir/reference.ts'
import { ownBase } from './versions.ts'

const read = createReferenceReader([ownBase])
const observation = { reference: 'Observation/1' }

test('all that it is about, in order', () => {
  const target = [observation, { reference: `${ownBase}/Patient/me/_history/2` }]
  expect(provenanceTargets({ resourceType: 'Provenance', target }, read)).toEqual([
    { type: 'Observation', id: '1' },
    { type: 'Patient', id: 'me', versionId: '2' },
  ])
})

test('the patient of R5 is one more', () => {
  const provenance = { resourceType: 'Provenance', target: [observation], patient: { reference: 'Patient/other' } }
  expect(provenanceTargets(provenance, read)).toEqual([
    { type: 'Observation', id: '1' },
    { type: 'Patient', id: 'other' },
  ])
})

test.each<[string, unknown]>([
  ['no target', {}],
  ['an empty list', { target: [] }],
  ['no list', { target: observation }],
  ['one contained', { target: [observation, { reference: '#x' }] }],
  ['one logical', { target: [observation, { identifier: { value: '1' } }] }],
  ['one foreign', { target: [observation, { reference: 'https://elsewhere.example/Observation/1' }] }],
  ['one conditional', { target: [observation, { reference: 'Observation?identifier=1' }] }],
  ['one null', { target: [observation, null] }],
  ['one list', { target: [observation, [observation]] }],
  ['a text', { target: ['Observation/1'] }],
  ['a patient of no shape', { target: [observation], patient: null }],
  ['another type', { resourceType: 'Observation', target: [observation] }],
  ['a list', [observation]],
  ['null', null],
])('hidden: %s', (_what, value) => {
  const resource =
    value !== null && !Array.isArray(value) ? { resourceType: 'Provenance', ...(value as object) } : value
  expect(provenanceTargets(resource, read)).toBeUndefined()
})
