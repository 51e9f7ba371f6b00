import { describe, expect, test } from 'vitest'
import { historyControls, readControls, readOnlyControls, writeControls } from '../../../src/fhir/search/controls.ts'
import { readInclude } from '../../../src/fhir/search/include.ts'
import type { Bases } from '../../../src/fhir/search/parameters.ts'
import { readSort } from '../../../src/fhir/search/sort.ts'
import { languageOf, limits } from '../../fixtures/language.ts'

const { definitions } = languageOf()
const include = (value: string, bases: Bases = ['Observation'], name: Parameters<typeof readInclude>[0] = '_include') =>
  readInclude(name, value, bases, definitions)

describe('_include', () => {
  test.each([
    ['Observation:patient', 'Observation', 'patient', ['Patient'], false],
    ['Observation:patient:Patient', 'Observation', 'patient', ['Patient'], true],
    ['Observation:*', 'Observation', '*', ['*'], false],
    ['Observation:*:Patient', 'Observation', '*', ['Patient'], true],
    ['*', 'Observation', '*', ['*'], false],
    ['*:*', 'Observation', '*', ['*'], false],
    ['*:*:Patient', 'Observation', '*', ['Patient'], true],
    ['Provenance:target', 'Provenance', 'target', ['*'], false],
    ['Provenance:target:Binary', 'Provenance', 'target', ['Binary'], true],
  ])('%s', (value, source, parameter, targets, typed) => {
    expect(include(value)).toEqual({ direction: 'include', iterate: false, source, parameter, targets, typed })
  })

  test.each([
    ...[
      '',
      ':',
      'Observation',
      'Observation:',
      'Observation::Patient',
      ':patient',
      'observation:patient',
      'Foo:patient',
      'Foo:*',
      'Observation:Patient',
    ],
    ...[
      'Observation:code',
      'Observation:x',
      'Observation:patient:',
      'Observation:patient:*',
      'Observation:patient:Foo',
      'Observation:patient:Medication',
    ],
    ...[
      '*:patient',
      '*:Patient',
      '*:*:Foo',
      '*:*:*',
      'Observation:patient:Patient:x',
      'Observation:patient ',
      ' *',
      '* ',
      'Observation.patient',
      '**',
    ],
  ])('%s is refused', (value) => {
    expect(include(value)).toMatchObject({ refused: 'PARAMETER_INVALID' })
  })

  test('over several types a star keeps standing for all of them, and cannot be held to one target', () => {
    expect(include('*', ['Patient', 'Observation'])).toMatchObject({ source: '*', targets: ['*'] })
    expect(include('*', '*')).toMatchObject({ source: '*', targets: ['*'] })
    expect(include('*:*:Patient', '*')).toMatchObject({ refused: 'PARAMETER_INVALID' })
  })

  test.each(['_revinclude', '_revinclude:iterate', '_revinclude:recurse'] as const)(
    '%s keeps its direction',
    (name) => {
      expect(include('*', ['Patient'], name)).toMatchObject({
        direction: 'revinclude',
        source: '*',
        iterate: name !== '_revinclude',
      })
      expect(include('Observation:patient', ['Patient'], name)).toMatchObject({
        source: 'Observation',
        parameter: 'patient',
      })
    },
  )
})

describe('_sort', () => {
  const sort = (value: string) => readSort(value, ['Observation'], definitions, limits)

  test.each([
    ['date', [[false, 'date', 0]]],
    [
      '-date,status',
      [
        [true, 'date', 0],
        [false, 'status', 0],
      ],
    ],
    [
      '_id,-_lastUpdated,_score',
      [
        [false, '_id', 0],
        [true, '_lastUpdated', 0],
        [false, '_score', 0],
      ],
    ],
    ['-patient.birthdate', [[true, 'birthdate', 1]]],
  ])('%s', (value, keys) => {
    const read = sort(value)
    expect(
      Array.isArray(read) && read.map(({ descending, parameter, hops }) => [descending, parameter, hops.length]),
    ).toEqual(keys)
  })

  test.each([
    ...[
      '',
      ',',
      'date,',
      '-',
      '--date',
      '+date',
      ' date',
      'Date',
      'x',
      'date:exact',
      'subject:Patient',
      '_list',
      '_content',
      '_text',
      '_type',
      '_count',
    ],
    ...['_has:Provenance:target:agent', 'subject.', '.date', 'code.date', 'subject:Medication.code', '-_has'],
  ])('%s is refused', (value) => {
    expect(sort(value)).toHaveProperty('refused')
  })
})

describe('control parameters', () => {
  const read = (name: string, value: string, allowed = historyControls) => readOnlyControls([{ name, value }], allowed)

  test.each([
    ['_count', '0'],
    ['_count', '100'],
    ['_summary', 'text'],
    ['_elements', 'id,meta.tag'],
    ['_pretty', 'true'],
    ['_since', '2024-01-01T00:00:00Z'],
    ['_since', '2024'],
    ['_at', 'gt2024-01'],
  ])('%s=%s', (name, value) => {
    expect(read(name, value)).toEqual([{ name, value }])
  })

  test.each([
    ['_count', '-1'],
    ['_count', '1.5'],
    ['_count', '1e3'],
    ['_count', '1234567'],
    ['_count', '１'],
    ['_summary', 'True'],
    ['_elements', ''.padEnd(3, ',')],
    ['_elements', '*'],
    ['_elements', 'id, meta'],
    ['_pretty', '1'],
    ['_since', 'gt2024'],
    ['_since', '2024-01-01T00'],
    ['_at', '2024-1-1'],
  ])('%s=%s is refused', (name, value) => {
    expect(read(name, value)).toMatchObject({ refused: 'PARAMETER_INVALID' })
  })

  test.each([
    ['_count', readControls],
    ['_total', historyControls],
    ['_elements', writeControls],
    ['name', readControls],
    ['__proto__', readControls],
    ['constructor', readControls],
  ])('%s does not belong here, with a value or without', (name, allowed) => {
    expect(read(name, '1', allowed)).toMatchObject({ refused: 'PARAMETER_UNKNOWN' })
    expect(read(name, '', allowed)).toMatchObject({ refused: 'PARAMETER_UNKNOWN' })
  })

  test('stand once', () => {
    const twice = [
      { name: '_count', value: '1' },
      { name: '_count', value: '1' },
    ]
    expect(readOnlyControls(twice, historyControls)).toMatchObject({ refused: 'QUERY_MALFORMED' })
  })
})
