import { z } from 'zod'
import type { Window } from '../language.ts'
import { written } from './text.ts'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const DAYS_EXPECTED = 'days such as mon-fri, or sat,sun'
const CLOCK = 'a time such as 08:00; a range ends at 24:00 at the latest'
const INSTANT = 'an instant with its offset, such as 2026-03-02T08:00:00+01:00'
const LENGTH = 'a length of time such as 90s, 15m, 8h or 1d'

const day = `(?:${DAYS.join('|')})`
const daysText = written(new RegExp(`^${day}(?:-${day})?(?:,${day}(?:-${day})?)*$`), DAYS_EXPECTED)

/** `mon-fri,sun` → `[0, 1, 2, 3, 4, 5]`; `fri-mon` goes over the end of the week. */
const days = daysText.transform((text) => {
  const found = new Set<number>()
  for (const range of text.split(',')) {
    const [from = 0, to = from] = range.split('-').map((name) => DAYS.indexOf(name as (typeof DAYS)[number]))
    for (let at = from; ; at = (at + 1) % 7) {
      found.add(at)
      if (at === to) break
    }
  }
  return [...found].sort()
})

/** `07:30` → 450. */
const minutes = written(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, CLOCK).transform((text) => {
  const [hours = 0, rest = 0] = text.split(':').map(Number)
  return hours * 60 + rest
})

/** Hours of some days of the week, in the time zone of the policy. */
export const windowSchema = z
  .strictObject(
    {
      days: days.describe('Days of the week on which it begins, such as mon-fri,sun.'),
      from: minutes.describe('When it begins, as in 07:30.'),
      to: minutes.describe('When it is over; 24:00 is midnight, and before `from` means on the next day.'),
    },
    { error: 'hours such as { days: mon-fri, from: "08:00", to: "18:00" }' },
  )
  .transform((window, context): Window => {
    if (window.from !== window.to && window.from !== 1440) return window
    const what = window.from === 1440 ? 'begins at 24:00' : 'ends when it begins'
    const message = '00:00 to 24:00 for the whole day'
    context.issues.push({ code: 'custom', input: window, path: ['from'], message, params: { what } })
    return z.NEVER
  })

const INSTANT_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/

/** An instant, read to milliseconds since the epoch (RFC 3339 §5.6). */
export const instantSchema = z
  .string({ error: INSTANT })
  .refine((text) => INSTANT_FORM.test(text) && isDayOfMonth(text) && !Number.isNaN(Date.parse(text)), {
    error: INSTANT,
  })
  .transform((text) => Date.parse(text))

/** `Date.parse` takes 31 February for 3 March. */
function isDayOfMonth(text: string): boolean {
  const date = text.slice(0, 10)
  const parsed = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** A length of time, read to seconds. */
export const secondsSchema = written(/^[1-9]\d{0,6}[smhd]$/, LENGTH).transform(
  (text) => Number(text.slice(0, -1)) * UNITS[text.at(-1) as keyof typeof UNITS],
)

/** The IANA name of a time zone that this process knows. */
export const timezoneSchema = z
  .string({ error: 'a time zone such as Europe/Rome' })
  .refine(isTimezone, { error: 'a time zone such as Europe/Rome' })

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
