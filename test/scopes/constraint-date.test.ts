import { describe, expect, test } from 'vitest'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { readPeriod } from '../../src/fhir/period.ts'
import { readDateTest } from '../../src/scopes/constraint-date.ts'
import { matcherFor } from '../../src/scopes/constraint-matcher.ts'
import fc from '../fixtures/fast-check.ts'

/** What each constraint covers of the dates below it, and what not. */
const tables: readonly (readonly [constraint: string, covered: readonly unknown[], not: readonly unknown[]])[] = [
  ['2024', ['2024', '2024-06', '2024-12-31', '2024-06-01T00:00:00Z'], ['2023', '2025-01-01', '2023-12-31T23:59:59Z']],
  ['eq2024-02-29', ['2024-02-29'], ['2024-02', '2024', '2024-02-28', '2024-03-01']],
  [
    'gt2024',
    ['2025', '2025-01-01', { start: '2024-06-01', end: '2025-02-01' }, { start: '2020' }],
    ['2024', '2024-12-31'],
  ],
  ['ge2024-03', ['2024-03-01', '2024-03', '2030', '2024'], ['2024-02-29', '2023', { end: '2024-02' }]],
  ['lt2024', ['2023-12-31', { end: '2024-06' }, { start: '2023', end: '2030' }], ['2024-01-01', '2024']],
  ['le2024-03', ['2024-03-31', '2024-03', '1990', '2024'], ['2024-04-01', { start: '2024-04' }]],
  [
    'sa2024-03-10',
    ['2024-03-11', { start: '2024-03-11' }],
    ['2024-03-10', '2024', { start: '2024-03-01' }, { end: '2030' }],
  ],
  [
    'eb2024-03-10',
    ['2024-03-09', { end: '2024-03-09' }],
    ['2024-03-10', { start: '2000' }, { start: '2000', end: '2025' }],
  ],
  ['ge2024-03-10T12:00:00Z', ['2024-03-10T13:00:00+01:00', '2024-03-10T12:00:00.001Z'], ['2024-03-10T13:59:59+02:00']],
  ['ge2024-03-10T12:00Z', ['2024-03-10T12:00:30Z'], ['2024-03-10T11:59:59Z']],
]

describe.each(tables)('%s', (constraint, covered, not) => {
  const fits = readDateTest(constraint)
  test.each(covered)('covers %j', (value) => expect(fits?.(value)).toBe(true))
  test.each(not)('does not cover %j', (value) => expect(fits?.(value)).toBe(false))
})

describe('where only one says a time zone, it has to hold in every zone', () => {
  test.each<[string, unknown, boolean]>([
    ['ge2024-01-01', '2024-01-01T13:59:59Z', false],
    ['ge2024-01-01', '2024-01-01T14:00:00Z', true],
    ['ge2024-01-01', '2024-01-01T05:00:00+05:00', false],
    ['lt2024-01-01', '2023-12-31T13:00:00Z', false],
    ['lt2024-01-01', '2023-12-31T09:59:59Z', true],
    ['2024', '2024-01-01T00:00:00Z', false],
    ['2024', { start: '2024-01-02T00:00:00Z', end: '2024-12-30T00:00:00Z' }, true],
    ['ge2024-01-01T00:00:00Z', '2023-12-31', false],
    ['ge2024-01-01T00:00:00Z', '2024-01-01', true],
    ['ge2024-01-01', { start: '2024-01-01', end: '2024-01-01T05:00:00Z' }, false],
    ['ge2024-01-01', { start: '2024-01-01', end: '2024-01-03T05:00:00Z' }, true],
  ])('%s of %j: %s', (constraint, value, expected) => {
    expect(readDateTest(constraint)?.(value)).toBe(expected)
  })
})

test.each([
  ...[
    '',
    'ne2024',
    'ap2024',
    'ge',
    'gegt2024',
    'GE2024',
    '>2024',
    'ge 2024',
    '2024-13',
    '2024-02-30',
    '24',
    '2024-1-1',
  ],
  ...[
    '2024-01-01T00:00',
    '2024-01-01T00:00:00',
    '2024-01-01T24:00:00Z',
    '2024-01-01T10Z',
    '2024-01-01 ',
    'now',
    'ge-1',
  ],
])('no date: %j', (text) => {
  expect(readDateTest(text)).toBeUndefined()
})

test.each([
  ...[undefined, null, 7, true, '', 'soon', '2024-02-30', '2024-06-01T10:00:00', {}, { start: null }, { start: 2024 }],
  ...[{ start: '2024', end: 'x' }, { start: '2024-06', end: '2024-05' }, { value: '2024' }, { event: ['2024'] }],
  ...[
    { resourceType: 'Basic', start: '2024', end: '2024' },
    [['2024']],
    { repeat: { boundsPeriod: { start: '2024' } } },
  ],
])('no value of a date: %j', (value) => {
  for (const constraint of ['2024', 'ge2020', 'le2030']) expect(readDateTest(constraint)?.(value)).toBe(false)
})

test('what is covered is in the range by the plain rules, in whatever zone the server reads what says none', () => {
  const number = (least: number, most: number, digits: number) =>
    fc.integer({ min: least, max: most }).map((each) => String(each).padStart(digits, '0'))
  const day = fc.tuple(fc.constant('2024'), number(1, 3, 2), number(1, 28, 2)).map((parts) => parts.join('-'))
  const zone = fc.constantFrom('Z', '+14:00', '-12:00', '+05:30')
  const time = fc.tuple(day, number(0, 23, 2), zone).map(([on, hour, at]) => `${on}T${hour}:00:00${at}`)
  const date = fc.oneof(
    fc.constant('2024'),
    number(1, 3, 2).map((month) => `2024-${month}`),
    day,
    time,
  )
  const prefix = fc.constantFrom('', 'gt', 'lt', 'ge', 'le', 'sa', 'eb')
  fc.assert(
    fc.property(prefix, date, date, fc.integer({ min: -12, max: 14 }), (before, wanted, found, hours) => {
      if (readDateTest(before + wanted)?.(found) !== true) return
      const at = (text: string) => {
        const { first, last } = readPeriod(text) ?? { first: Number.NaN, last: Number.NaN }
        const by = text.includes('T') ? 0 : hours * 3_600_000
        return { first: first - by, last: last - by }
      }
      const [asked, has] = [at(wanted), at(found)]
      const within = asked.first <= has.first && has.last <= asked.last
      const plainly = {
        '': within,
        gt: has.last > asked.last,
        lt: has.first < asked.first,
        ge: within || has.last > asked.last,
        le: within || has.first < asked.first,
        sa: has.first > asked.last,
        eb: has.last < asked.first,
      }
      expect(plainly[before as keyof typeof plainly]).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

describe('on resources', () => {
  const fits = (type: string, value: string, elements: object, parameter = 'date') => {
    const matcher = matcherFor(type, [{ parameter, value }], loadDefinitions('R4'))
    return 'matches' in matcher && matcher.matches({ resourceType: type, ...elements })
  }

  test('any of the forms that the element has', () => {
    const [on, during] = ['2024-05-05T10:00:00Z', { start: '2024-05-05', end: '2024-05-06' }]
    expect(fits('Observation', 'ge2024', { effectiveDateTime: on })).toBe(true)
    expect(fits('Observation', 'ge2024', { effectiveInstant: on })).toBe(true)
    expect(fits('Observation', 'ge2024', { effectivePeriod: during })).toBe(true)
    expect(fits('Patient', 'lt1980-01-01', { birthDate: '1979-12-31' }, 'birthdate')).toBe(true)
    expect(fits('Encounter', 'ge2024,lt2000', { period: { start: '1999', end: '1999' } })).toBe(true)
  })

  test('nothing else', () => {
    expect(fits('Observation', 'ge2024', {})).toBe(false)
    expect(fits('Observation', 'ge2024', { issued: '2025-01-01T00:00:00Z' })).toBe(false)
    expect(fits('Observation', 'ge2024', { effectiveDateTime: { start: '2025', resourceType: 'Basic' } })).toBe(false)
    expect(fits('Procedure', '2024', { performedString: '2024' })).toBe(false)
    expect(fits('Procedure', '2024', { performedDateTime: '2024' })).toBe(true)
  })

  test('not the time of the last change', () => {
    expect(fits('Observation', 'ge2000', { meta: { lastUpdated: '2024-01-01T00:00:00Z' } }, '_lastUpdated')).toBe(false)
  })
})
