let at = 0
let text = ''

/** The time as RFC 3339 in UTC, to the millisecond; the same text is given as long as the millisecond lasts. */
export function isoTime(): string {
  const now = Date.now()
  if (now !== at) {
    at = now
    text = new Date(now).toISOString()
  }
  return text
}
