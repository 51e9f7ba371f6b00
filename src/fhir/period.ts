/** The milliseconds since the epoch that a date of any precision covers, first and last. */
export interface Period {
  readonly first: number
  readonly last: number
}

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/

/**
 * Reads a FHIR date, dateTime or instant (datatypes.html#dateTime) as the period that it covers: `2026-03` is the whole
 * of March. Without an offset it is meant in UTC. Undefined for any other text, such as the 30th of February.
 */
export function readPeriod(text: string): Period | undefined {
  const found = DATE.exec(text)
  if (found === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, zone] = found
  const first = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1), Number(hour ?? 0), Number(minute ?? 0))
  const start = new Date(first)
  // Date.UTC takes years below 100 for those of the last century.
  if (Number(year) < 100 || start.getUTCMonth() !== Number(month ?? 1) - 1) return undefined
  if (start.getUTCDate() !== Number(day ?? 1) || Number(minute ?? 0) > 59 || Number(second ?? 0) > 60) return undefined
  const offset = zone === undefined || zone === 'Z' ? 0 : offsetOf(zone)
  // An hour above 23 is no hour of that day, as has been seen.
  if (offset === undefined) return undefined
  const begin = first - offset + Number(second ?? 0) * 1000 + Number((fraction ?? '').padEnd(3, '0').slice(0, 3))
  return { first: begin, last: begin + lengthOf(found, Number(year)) - 1 }
}

function lengthOf([, , month, day, hour, , second, fraction]: RegExpExecArray, year: number): number {
  if (fraction !== undefined) return 1
  if (second !== undefined) return 1000
  if (hour !== undefined) return 60_000
  if (day !== undefined) return 86_400_000
  if (month !== undefined) return Date.UTC(year, Number(month), 1) - Date.UTC(year, Number(month) - 1, 1)
  return Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)
}

/** `+02:00` in milliseconds; at most 14 hours (datatypes.html#dateTime). */
function offsetOf(zone: string): number | undefined {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  if (minutes > 840 || Number(zone.slice(4)) > 59) return undefined
  return (zone[0] === '-' ? -minutes : minutes) * 60_000
}
