import { z } from 'zod'

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const
const FORM = /^(\d{1,9})(ms|s|m|h)$/
const EXPECTED = 'a duration such as 500ms, 30s, 5m or 1h'

/** Milliseconds of `500ms`, `30s`, `5m`, `1h`; undefined when it has another form. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = FORM.exec(text) ?? []
  return amount === undefined ? undefined : Number(amount) * UNITS[unit as keyof typeof UNITS]
}

/**
 * A duration, read to milliseconds. The bounds are inclusive.
 * The default lower bound is above zero because zero switches a timer off in Node.
 */
export function duration({ min = '10ms', max = '24h' } = {}) {
  const least = parseDuration(min)!
  const most = parseDuration(max)!
  return z
    .string({ error: EXPECTED })
    .regex(FORM, { error: EXPECTED, abort: true })
    .transform((text, context) => {
      const milliseconds = parseDuration(text)!
      if (milliseconds >= least && milliseconds <= most) return milliseconds
      const what = milliseconds < least ? 'is too short' : 'is too long'
      context.issues.push({ code: 'custom', input: text, message: `${min} to ${max}`, params: { what } })
      return z.NEVER
    })
}
