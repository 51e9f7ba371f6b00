import { expect, test } from 'vitest'
import { narrowInclude } from '../../../src/authorize/narrow/include.ts'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import type { Include } from '../../../src/fhir/search/query.ts'
import { includeValue } from '../../../src/fhir/write/search.ts'

const every: Include = {
  direction: 'include',
  iterate: false,
  source: 'Coverage',
  parameter: '*',
  targets: ['*'],
  typed: false,
}

function left(version: FhirVersion, include: Partial<Include>, ...held: readonly string[]): readonly string[] {
  const holds = (type: string) => held.includes(type)
  return narrowInclude({ ...every, ...include }, holds, loadDefinitions(version)).map(includeValue)
}

test.each<[string, FhirVersion, Partial<Include>, readonly string[], readonly string[]]>([
  [
    'every reference of a type is left as those to the types that are held',
    'R4',
    {},
    ['Patient'],
    [
      'Coverage:beneficiary',
      'Coverage:patient',
      'Coverage:payor:Patient',
      'Coverage:policy-holder:Patient',
      'Coverage:subscriber:Patient',
    ],
  ],
  ['nothing is held', 'R4', {}, [], []],
  ['of every type', 'R4', { source: '*' }, ['Patient'], []],
  ['to a type that is held', 'R4', { targets: ['Patient'], typed: true }, ['Patient'], ['Coverage:*:Patient']],
  ['to a type that is not', 'R4', { targets: ['Patient'], typed: true }, ['Organization'], []],
  [
    'lists that a resource is in do not stand in it',
    'R5',
    { source: 'Practitioner' },
    ['List', 'Group', 'CareTeam'],
    [],
  ],
])('%s', (_, version, include, held, expected) => {
  expect([...left(version, include, ...held)].sort()).toEqual(expected)
})
