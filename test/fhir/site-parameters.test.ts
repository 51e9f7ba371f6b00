import { expect, test } from 'vitest'
import { type DefinitionsTable, definitionsFrom } from '../../src/fhir/definitions/table.ts'

const none = { Patient: {}, Encounter: {}, RelatedPerson: {}, Practitioner: {}, Device: {} }
const table: DefinitionsTable = {
  version: 'R4',
  types: ['Patient', 'Basic'],
  targets: [[], ['Patient']],
  common: [
    ['_id', 'token', 0, 'Resource.id'],
    ['_text', 'string', 0],
  ],
  parameters: { Basic: [['_text', 'special', 0]] },
  compartments: none,
  operations: [],
  references: {},
}

test('a type has its own parameters before those of every type, and may have none of its own', () => {
  const { searchParameter, referencePaths } = definitionsFrom(table)
  expect(searchParameter('Basic', '_text')?.type).toBe('special')
  expect(searchParameter('Patient', '_text')?.type).toBe('string')
  expect(referencePaths('Patient')).toEqual([])
})

test.each([
  ['a reference may lead anywhere', { type: 'reference' }, { targets: ['*'] }],
  ['unless it says where', { type: 'reference', targets: ['Patient'] }, { targets: ['Patient'] }],
  ['other values lead nowhere', { type: 'token' }, { targets: [] }],
  [
    'an expression counts for its own base',
    { type: 'token', expression: 'Basic.code | Patient.gender' },
    { targets: [], expression: 'Patient.gender' },
  ],
  ['and for no other', { type: 'token', expression: 'Basic.code' }, { targets: [] }],
] as const)('of what a site adds, %s', (_, site, expected) => {
  const { searchParameter } = definitionsFrom(table, [{ base: ['Patient'], code: 'added', ...site }])
  expect(searchParameter('Patient', 'added')).toEqual({ code: 'added', type: site.type, ...expected })
  expect(searchParameter('Basic', 'added')).toBeUndefined()
})

test('what a site adds replaces no parameter of the specification', () => {
  const { searchParameter } = definitionsFrom(table, [{ base: ['Patient'], code: '_id', type: 'reference' }])
  expect(searchParameter('Patient', '_id')?.type).toBe('token')
})
