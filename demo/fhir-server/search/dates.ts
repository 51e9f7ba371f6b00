import { isObject, listOf } from '../resource.ts'
import { type Range, readPrefix, stands } from './prefixes.ts'

const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

/** The time that a date of any precision covers, in milliseconds since the epoch; UTC where no zone is said (search.html#date). */
export function rangeOf(date: string): Range | undefined {
  const match = DATE.exec(date)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, fraction, zone] = match
  const numbers = [year, month, day, hour, minute, second].map((part) =>
    part === undefined ? undefined : Number(part),
  )
  const [y, mo, d, h, mi, s] = numbers
  const offset = zoneOffset(zone)
  const at = (parts: readonly number[]) =>
    Date.UTC(parts[0]!, parts[1]! - 1, parts[2], parts[3], parts[4], parts[5]) - offset
  const first = [y!, mo ?? 1, d ?? 1, h ?? 0, mi ?? 0, s ?? 0]
  const start = at(first) + (fraction === undefined ? 0 : Math.floor(Number(fraction) * 1000))
  if (fraction !== undefined) return { start, end: start + 1 }
  const last = numbers.indexOf(undefined)
  const unit = last === -1 ? 5 : last === 5 ? 4 : last - 1
  return { start, end: at(first.map((part, index) => (index === unit ? part + 1 : part))) }
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const [hours, minutes] = zone.slice(1).split(':').map(Number)
  return (zone.startsWith('-') ? -1 : 1) * (hours! * 60 + minutes!) * 60_000
}

/** date, dateTime, instant, Period and the events of a Timing. */
export function rangesOf(value: unknown): readonly Range[] {
  if (typeof value === 'string') return listOf(rangeOf(value)) as Range[]
  if (!isObject(value)) return []
  if (value.event !== undefined || value.repeat !== undefined) {
    const bounds = isObject(value.repeat) ? value.repeat.boundsPeriod : undefined
    return [...listOf(value.event), ...listOf(bounds)].flatMap(rangesOf)
  }
  const start = typeof value.start === 'string' ? rangeOf(value.start) : undefined
  const end = typeof value.end === 'string' ? rangeOf(value.end) : undefined
  if (!start && !end) return []
  return [{ start: start?.start ?? -Infinity, end: end?.end ?? Infinity }]
}

export function isDateValue(sought: string): boolean {
  return rangeOf(readPrefix(sought)[1].replace(' ', '+')) !== undefined
}

export function matchesDate(value: unknown, sought: string): boolean {
  const [prefix, date] = readPrefix(sought)
  // A `+` of a zone that was not percent-encoded has become a space by now.
  const asked = rangeOf(date.replace(' ', '+'))
  return asked !== undefined && rangesOf(value).some((found) => stands(found, prefix, asked))
}
