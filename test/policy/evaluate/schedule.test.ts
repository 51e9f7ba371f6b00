import { describe, expect, test } from 'vitest'
import { isWithinHours, localClock } from '../../../src/policy/evaluate/schedule.ts'
import type { Window } from '../../../src/policy/language.ts'

const every = [0, 1, 2, 3, 4, 5, 6]
const office: Window = { days: [1, 2, 3, 4, 5], from: 450, to: 1110 }
const night: Window = { days: [5], from: 1320, to: 360 }

function inside(window: Window, instant: string, timezone = 'Europe/Rome'): boolean {
  return isWithinHours([window], localClock(timezone)(Date.parse(instant)))
}

describe('hours', () => {
  test.each([
    ['on a Monday morning', office, '2026-03-02T10:15:00+01:00', true],
    ['at the very beginning', office, '2026-03-02T07:30:00+01:00', true],
    ['a minute before', office, '2026-03-02T07:29:59+01:00', false],
    ['at the very end', office, '2026-03-02T18:30:00+01:00', false],
    ['on a Sunday', office, '2026-03-01T10:15:00+01:00', false],
    ['by the clock of the zone, not of the issuer', office, '2026-03-02T07:00:00Z', true],
    ['across midnight, before', night, '2026-03-06T23:00:00+01:00', true],
    ['across midnight, after', night, '2026-03-07T05:59:00+01:00', true],
    ['across midnight, over', night, '2026-03-07T06:00:00+01:00', false],
    ['the early hours of its own day', night, '2026-03-06T05:00:00+01:00', false],
    ['the late hours of the next day', night, '2026-03-07T23:00:00+01:00', false],
    ['until midnight', { days: [1], from: 0, to: 1440 }, '2026-03-02T23:59:59+01:00', true],
  ])('%s', (_, window, instant, expected) => {
    expect(inside(window, instant)).toBe(expected)
  })

  const small: Window = { days: every, from: 120, to: 180 }

  test('the hour that is left out in spring never comes', () => {
    expect(inside(small, '2026-03-29T00:59:00Z')).toBe(false)
    expect(inside(small, '2026-03-29T01:00:00Z')).toBe(false)
  })

  test('the hour that comes twice in autumn is inside twice', () => {
    expect(['00:30', '01:30', '02:30'].map((time) => inside(small, `2026-10-25T${time}:00Z`))).toEqual([
      true,
      true,
      false,
    ])
  })

  test('a clock tells each minute afresh', () => {
    const clock = localClock('Asia/Taipei')
    expect(clock(Date.UTC(2026, 2, 1, 15, 59))).toEqual({ day: 0, minute: 1439 })
    expect(clock(Date.UTC(2026, 2, 1, 16, 0))).toEqual({ day: 1, minute: 0 })
  })

  test('a zone that does not exist has no clock', () => {
    expect(() => localClock('Europe/Atlantis')).toThrow(RangeError)
  })
})
