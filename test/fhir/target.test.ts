import { describe, expect, test } from 'vitest'
import { readSegments, readTarget } from '../../src/fhir/target.ts'

const MOUNT = ['fhir', 'r4']

describe('a target below a mount', () => {
  test.each([
    ['/fhir/r4', [], ''],
    ['/fhir/r4/', [], ''],
    ['/fhir/r4?_id=1', [], '_id=1'],
    ['/fhir/r4/Patient/1', ['Patient', '1'], ''],
    ['/fhir/r4/Patient/1/', ['Patient', '1'], ''],
    ['/f%68ir/r4/%50atient', ['Patient'], ''],
    ['/fhir/r4/Patient?a=b?c#', undefined, undefined],
    ['/fhir/r4/Patient?a=b?c', ['Patient'], 'a=b?c'],
    ['/fhir/r4/Patient?', ['Patient'], ''],
    ['/fhir/r4/Patient/1/*', ['Patient', '1', '*'], ''],
    ['/fhir/r4/Patient/1/%2a', ['Patient', '1', '*'], ''],
    ['/fhir/r4/Patient/1/$everything', ['Patient', '1', '$everything'], ''],
  ])('%s', (raw, segments, query) => {
    const read = readTarget(raw, MOUNT, 100)
    if (segments === undefined) expect(read).toMatchObject({ refused: 'TARGET_MALFORMED' })
    else expect(read).toEqual({ segments, query })
  })

  test.each(['/', '/fhir', '/fhir/r5/Patient', '/Patient', '/FHIR/r4/Patient', '/r4/fhir/Patient', '/fhir%2er4'])(
    '%s is outside of it',
    (raw) => {
      expect(readTarget(raw, MOUNT, 100)).toMatchObject({ refused: 'PATH_UNKNOWN' })
    },
  )

  test.each([
    '/fhir/../fhir/r4/Patient',
    '/fhir//r4/Patient',
    '/fhir%2fr4/Patient',
    '//fhir/r4/Patient',
    'fhir/r4',
    '',
    '*',
  ])('%s is none', (raw) => {
    expect(readTarget(raw, MOUNT, 100)).toMatchObject({ refused: 'TARGET_MALFORMED' })
  })
})

describe('a target at the root', () => {
  test.each([
    ['/', []],
    ['/Patient', ['Patient']],
    ['/Patient/', ['Patient']],
  ])('%s', (raw, segments) => {
    expect(readTarget(raw, [], 100)).toEqual({ segments, query: '' })
  })

  test('has a length', () => {
    expect(readTarget(`/${'a'.repeat(99)}`, [], 100)).toHaveProperty('segments')
    expect(readTarget(`/${'a'.repeat(100)}`, [], 100)).toMatchObject({ refused: 'TARGET_TOO_LONG' })
  })
})

describe('a segment', () => {
  const bytes = Array.from({ length: 256 }, (_, code) => code)
  const kept = /[A-Za-z0-9\-._$*]/

  test.each(bytes.map((code) => [code.toString(16).padStart(2, '0')]))(
    'with %%%s decodes to itself or is refused',
    (hex) => {
      const char = String.fromCharCode(Number.parseInt(hex, 16))
      const read = readSegments(`a%${hex}b`)
      if (kept.test(char) && char !== '*') expect(read).toEqual([`a${char}b`])
      else expect(read).toMatchObject({ refused: 'TARGET_MALFORMED' })
    },
  )

  test('has 128 characters at most', () => {
    expect(readSegments('a'.repeat(128))).toEqual(['a'.repeat(128)])
    expect(readSegments('a'.repeat(129))).toMatchObject({ refused: 'TARGET_MALFORMED' })
  })
})
