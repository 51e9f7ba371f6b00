import { describe, expect, test } from 'vitest'
import { secondsSchema, timezoneSchema, windowSchema } from '../../../src/policy/schema/time.ts'

describe('days of the week', () => {
  const daysOf = (days: string) => windowSchema.safeParse({ days, from: '00:00', to: '24:00' }).data?.days

  test.each([
    ['sun', [0]],
    ['mon', [1]],
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['mon-fri,sun', [0, 1, 2, 3, 4, 5]],
    ['fri-mon', [0, 1, 5, 6]],
    ['tue-tue', [2]],
    ['wed,mon', [1, 3]],
  ])('%s', (text, expected) => {
    expect(daysOf(text)).toEqual(expected)
  })

  test.each(['', 'monday', 'mon-', 'mon,,tue', 'Mon', 'mon tue', 'mon-tue-wed'])('%j are none', (text) => {
    expect(daysOf(text)).toBeUndefined()
  })
})

test.each([
  ['00:00', 0],
  ['07:30', 450],
  ['23:59', 1439],
])('%s is a time of the day', (text, expected) => {
  expect(windowSchema.safeParse({ days: 'mon', from: text, to: '24:00' }).data).toMatchObject({
    from: expected,
    to: 1440,
  })
})

test.each(['7:30', '24:01', '25:00', '12:60', '12', 'noon'])('%s is none', (text) => {
  expect(windowSchema.safeParse({ days: 'mon', from: text, to: '24:00' }).success).toBe(false)
})

test.each([
  ['90s', 90],
  ['15m', 900],
  ['8h', 28_800],
  ['1d', 86_400],
])('%s is a length of time', (text, expected) => {
  expect(secondsSchema.parse(text)).toBe(expected)
})

test.each(['0s', '-1s', '1.5h', '1', 's', '1w', '12345678s', '1h30m'])('%s is none', (text) => {
  expect(secondsSchema.safeParse(text).success).toBe(false)
})

test('time zones are those that are known', () => {
  expect(timezoneSchema.safeParse('Europe/Rome').success).toBe(true)
  expect(timezoneSchema.safeParse('Europe/Nowhere').success).toBe(false)
  expect(timezoneSchema.safeParse('').success).toBe(false)
})
