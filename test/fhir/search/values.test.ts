import { describe, expect, test } from 'vitest'
import type { SearchParameter } from '../../../src/fhir/definitions/definitions.ts'
import { hasStrayEscape, isReference, isValueOf, splitOr, withPlus } from '../../../src/fhir/search/values.ts'

test.each([
  ['a', ['a']],
  ['a,b', ['a', 'b']],
  ['a\\,b', ['a\\,b']],
  ['a\\\\,b', ['a\\\\', 'b']],
  ['a\\\\\\,b', ['a\\\\\\,b']],
  [',', ['', '']],
  ['a,', ['a', '']],
  ['a\\', ['a\\']],
  ['a,b\\', ['a', 'b\\']],
])('%s parts into %j', (text, values) => {
  expect(splitOr(text)).toEqual(values)
})

test.each([
  ['a', false],
  ['a\\,b\\$c\\|d\\\\', false],
  ['a\\', true],
  ['a\\\\\\', true],
  ['a\\n', true],
  ['\\a', true],
  ['\\\\a', false],
])('%s has a stray escape: %s', (text, stray) => {
  expect(hasStrayEscape(text)).toBe(stray)
})

test.each([
  ['2024-01-01T00:00:00 01:00', '2024-01-01T00:00:00+01:00'],
  ['ge2024-01-01T00:00 01:00', 'ge2024-01-01T00:00+01:00'],
  ['a2024-01-01T00:00:00.000 01:00,2024', 'a2024-01-01T00:00:00.000+01:00,2024'],
  ['2024-01-01T00:00:00-01:00', '2024-01-01T00:00:00-01:00'],
  ['2024-01-01 01:00', '2024-01-01 01:00'],
  ['2024 01', '2024 01'],
])('%s was meant as %s', (text, meant) => {
  expect(withPlus(text)).toBe(meant)
})

describe('a reference', () => {
  test.each([
    ...['1', 'Patient/1', 'Patient/1/_history/2', 'urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a', 'urn:oid:1.2.3'],
    ...['https://fhir.example.org/Patient/1', 'http://x.org/StructureDefinition/p|1.0'],
  ])('%s', (value) => {
    expect(isReference(value)).toBe(true)
  })

  test.each([
    ...[
      '',
      '/',
      '/Patient/1',
      'Patient/',
      'Patient//1',
      'Patient/1/',
      'Patient/..',
      'patient/1',
      'Patient/a_b',
      'a b',
      'a_b',
      'Patient/1/2',
    ],
    ...[
      'Patient/1/_history',
      'Patient/1/_history/',
      'Patient/1/_history/2/3',
      'Patient/1/Observation/2',
      '#a',
      'Patient/1#a',
      'Patient/1?a=b',
    ],
    ...[
      'http://x.org/Patient/1?a',
      'http://x.org/Patient/1#a',
      'http://x.org/../1',
      'http://x.org/a/..',
      'http://x.org/%2e',
      'http://x.org\\a',
    ],
    ...[
      'ftp://x.org/Patient/1',
      'file:///etc/passwd',
      'javascript:1',
      'HTTP://x.org',
      '//x.org/Patient/1',
      'urn:',
      `Patient/${'a'.repeat(65)}`,
    ],
  ])('%s is none', (value) => {
    expect(isReference(value)).toBe(false)
  })
})

const parameter = (code: string, type: SearchParameter['type']): SearchParameter => ({ code, type, targets: ['*'] })

test.each<[SearchParameter, string | undefined, string, boolean]>([
  [parameter('_id', 'token'), undefined, 'a', true],
  [parameter('_id', 'token'), undefined, 'a|b', false],
  [parameter('_id', 'token'), 'not', 'a/b', false],
  [parameter('_id', 'token'), 'missing', 'true', true],
  [parameter('_list', 'special'), undefined, '42', true],
  [parameter('_list', 'special'), undefined, '$current-allergies', true],
  [parameter('_list', 'special'), undefined, '$everything/1', false],
  [parameter('_list', 'special'), undefined, 'List/42', false],
  [parameter('code', 'token'), undefined, 'anything|at all', true],
  [parameter('code', 'token'), 'missing', 'yes', false],
  [parameter('subject', 'reference'), undefined, 'Patient/1', true],
  [parameter('subject', 'reference'), undefined, 'Patient|1', false],
  [parameter('subject', 'reference'), 'Patient', '1', true],
  [parameter('subject', 'reference'), 'Patient', 'Patient/1', false],
  [parameter('subject', 'reference'), 'identifier', 'urn:mrn|1', true],
  [parameter('subject', 'reference'), 'text', 'Mr. Smith', true],
  [parameter('subject', 'reference'), 'in', 'Group/1', true],
  [parameter('subject', 'reference'), 'in', 'Group/../1', false],
])('%j :%s %s: %s', (of, modifier, value, fits) => {
  expect(isValueOf(of, modifier, value)).toBe(fits)
})
