import { describe, expect, test } from 'vitest'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { readCriterion } from '../../../src/fhir/search/criterion.ts'
import type { Bases } from '../../../src/fhir/search/parameters.ts'
import { languageOf, limits } from '../../fixtures/language.ts'

const criterion = (name: string, value: string, bases: Bases = ['Observation'], version: FhirVersion = 'R4') =>
  readCriterion(name, value, bases, languageOf(version).definitions, limits)

describe('targets of an untyped step', () => {
  test.each([
    ['subject.birthdate', ['Device', 'Group', 'Location', 'Patient']],
    ['patient.birthdate', ['Patient']],
    ['encounter.length', ['Encounter', 'EpisodeOfCare']],
    ['focus._id', ['*']],
  ])('%s', (name, targets) => {
    const read = criterion(name, name.endsWith('length') ? '5' : '1')
    expect('hops' in read && read.hops.map((hop) => (hop.kind === 'chain' ? [...hop.targets].sort() : []))).toEqual([
      targets,
    ])
  })
})

test.each<[string, readonly string[], string]>([
  ['code', [], 'code'],
  ['subject:Patient.name', ['Patient'], 'name'],
  ['subject:Patient.organization:Organization.name', ['Patient', 'Organization'], 'name'],
  ['subject:Patient._has:Encounter:patient:class', ['Patient', 'has Encounter'], 'class'],
  ['_has:Provenance:target:agent:Practitioner.name', ['has Provenance', 'Practitioner'], 'name'],
])('%s goes by %j to %s', (name, way, end) => {
  const read = criterion(name, '1')
  expect(
    'hops' in read && read.hops.map((hop) => (hop.kind === 'has' ? `has ${hop.type}` : hop.targets.join())),
  ).toEqual(way)
  expect('parameter' in read && read.parameter.code).toBe(end)
})

describe('what has no certain meaning is refused', () => {
  test.each([
    ...[
      '',
      '.',
      ':',
      'x',
      'Code',
      'code:',
      ':exact',
      'code:Exact',
      'code::not',
      'code:not:not',
      'code.x',
      'subject.',
      '.subject',
      'subject..name',
    ],
    ...[
      'subject:.name',
      'subject:patient.name',
      'subject:Foo.name',
      'subject:Medication.code',
      'subject:Patient:exact.name',
      'subject:Patient.x',
    ],
    ...[
      '_has',
      '_has:',
      '_has:Provenance',
      '_has:Provenance:target',
      '_has:Provenance:target:',
      '_has:Provenance:x:agent',
      '_has:Foo:target:agent',
    ],
    ...[
      '_has:Patient:organization:name',
      '_has:Provenance:recorded:agent',
      '_type',
      '_filter',
      '_query',
      '_contained',
      '_include',
      '_sort',
      '_count',
    ],
    ...[
      'subject:Patient._type',
      'subject:Patient._has',
      'subject:Patient._count',
      '_in',
      'subject:not',
      'subject:in',
      'code:code-text',
      'code value',
    ],
  ])('%s', (name) => {
    expect(criterion(name, '1')).toMatchObject({ refused: 'PARAMETER_UNKNOWN' })
  })
})

test.each([
  ['code', ''],
  ['code', 'a,'],
  ['code', 'a\\'],
  ['code:missing', 'maybe'],
  ['subject', 'Patient/1/'],
  ['subject:Patient', 'Patient/1'],
  ['_id', '1|2'],
  ['subject:Patient._id', 'a/b'],
])('%s=%s is refused', (name, value) => {
  expect(criterion(name, value)).toMatchObject({ refused: 'PARAMETER_INVALID' })
})

test('steps and alternatives are bounded', () => {
  expect(criterion('subject:Patient.link:Patient.link:Patient.name', 'a')).toHaveProperty('hops')
  expect(criterion('subject:Patient.link:Patient.link:Patient.link:Patient.name', 'a')).toMatchObject({
    refused: 'CHAIN_TOO_DEEP',
  })
  expect(criterion(`${'subject:Patient.link:'.repeat(1000)}name`, 'a')).toHaveProperty('refused')
  expect(criterion('code', Array(100).fill('a').join())).toHaveProperty('values')
  expect(criterion('code', Array(101).fill('a').join())).toMatchObject({ refused: 'TOO_MANY_PARAMETERS' })
})

describe('over several types', () => {
  test.each<[string, Bases, boolean]>([
    ['patient', ['Condition', 'Procedure'], true],
    ['birthdate', ['Patient', 'Person'], true],
    ['birthdate', ['Patient', 'Observation'], false],
    ['date', ['Observation', 'Patient'], false],
    ['type', ['Location', 'Observation'], false],
    ['_id', '*', true],
    ['_list', '*', true],
    ['identifier', '*', false],
    ['patient', '*', false],
  ])('%s of %j: %s', (name, bases, known) => {
    expect('parameter' in criterion(name, '1', bases)).toBe(known)
  })

  test('a reference may lead wherever it may lead from any of them', () => {
    const read = criterion('subject', 'Patient/1', ['Account', 'Observation'])
    expect('parameter' in read && read.parameter.targets).toEqual(
      expect.arrayContaining(['Organization', 'Group', 'Patient']),
    )
  })
})

describe.each(['R4', 'R4B', 'R5'] as const)('%s', (version) => {
  const { definitions } = languageOf(version)
  const samples = {
    number: '1',
    date: '2024',
    string: 'a',
    token: 'a',
    reference: '1',
    composite: 'a$b',
    quantity: '5',
    uri: 'urn:a',
    special: '1',
  }
  const closed = new Set(['_type', '_in', '_has', '_filter', '_query'])

  test('every search parameter of every type can be used, and tested for being missing where that has a meaning', () => {
    for (const type of definitions.resourceTypes) {
      for (const parameter of definitions.searchParameters(type)) {
        if (closed.has(parameter.code)) continue
        const { code } = parameter
        expect(criterion(code, samples[parameter.type], [type], version), `${type}?${code}`).toHaveProperty('values')
        const ofMeta = ['_id', '_lastUpdated', '_tag', '_security', '_profile', '_source'].includes(code)
        const hasMissing = !ofMeta && !['composite', 'special'].includes(parameter.type) && code !== '_list'
        expect('values' in criterion(`${code}:missing`, 'true', [type], version), `${type}?${code}:missing`).toBe(
          hasMissing,
        )
      }
    }
  })
})
