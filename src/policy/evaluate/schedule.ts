import type { Window } from '../language.ts'

/** What a clock on the wall shows. */
export interface LocalTime {
  /** 0 = Sunday … 6 = Saturday. */
  readonly day: number
  /** Minutes after midnight. */
  readonly minute: number
}

const MINUTE = 60_000
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Formatters are dear to make, and there are only so many zones. */
const formatters = new Map<string, Intl.DateTimeFormat>()

/**
 * Makes the clock of a time zone, summer time included: an hour that comes twice is inside twice, one that is left out
 * never comes. The last minute is remembered, since formatting costs more than everything else in a decision.
 *
 * @param timezone IANA name.
 * @throws RangeError for a zone that does not exist.
 */
export function localClock(timezone: string): (now: number) => LocalTime {
  const formatter = formatterOf(timezone)
  let known = { minute: Number.NaN, local: { day: 0, minute: 0 } }
  return (now) => {
    const minute = Math.floor(now / MINUTE)
    if (known.minute !== minute) known = { minute, local: read(formatter.formatToParts(minute * MINUTE)) }
    return known.local
  }
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone)
  if (formatter === undefined) {
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', ...time })
    formatters.set(timeZone, formatter)
  }
  return formatter
}

/** Whether a time is in one of the windows. One that ends before it begins belongs to the day on which it begins. */
export function isWithinHours(windows: readonly Window[], { day, minute }: LocalTime): boolean {
  const yesterday = (day + 6) % 7
  return windows.some(({ days, from, to }) =>
    to > from
      ? days.includes(day) && minute >= from && minute < to
      : (days.includes(day) && minute >= from) || (days.includes(yesterday) && minute < to),
  )
}

function read(parts: readonly Intl.DateTimeFormatPart[]): LocalTime {
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)!.value
  return { day: days.indexOf(part('weekday')), minute: Number(part('hour')) * 60 + Number(part('minute')) }
}
