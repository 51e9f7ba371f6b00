import type { Fetch } from './fetch-json.ts'

/** Compares this machine's clock with that of an issuer, by the answers that it gives anyway. */
export interface ClockWatch {
  /** `fetch`, each of whose answers is looked at. */
  readonly fetch: Fetch
  /** Milliseconds by which this clock is ahead of the issuer's, as it was last seen; undefined before. */
  offset(): number | undefined
}

export interface ClockWatchOptions {
  readonly fetch: Fetch
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number
  /** Milliseconds that the clocks may differ; beyond it is an alarm. */
  readonly tolerance: number
  /** @param alarm given when it begins or ends. */
  readonly onOffset: (offset: number, alarm?: 'raised' | 'cleared') => void
}

const SECOND = 1000
const AGE = /^[0-9]{1,9}$/

/**
 * Watches an issuer's clock (RFC 9110 §6.6.1 `Date`; RFC 9111 §5.1 `Age`, as a cache may have kept the answer). An answer
 * that was under way for long proves little: only what neither the wait nor the missing fractions of `Date` explain counts.
 */
export function watchClock({ fetch, now, tolerance, onOffset }: ClockWatchOptions): ClockWatch {
  let offset: number | undefined
  let alarmed = false

  return {
    async fetch(url, init) {
      const asked = now()
      const response = await fetch(url, init)
      const date = dateOf(response.headers)
      if (date === undefined) return response
      offset = offsetOf(date, asked, now())
      const alarm = Math.abs(offset) > tolerance
      if (alarm === alarmed) onOffset(offset)
      else onOffset(offset, alarm ? 'raised' : 'cleared')
      alarmed = alarm
      return response
    },
    offset: () => offset,
  }
}

function dateOf(headers: { get(name: string): string | null }): number | undefined {
  const date = Date.parse(headers.get('date') ?? '')
  const age = headers.get('age') ?? '0'
  return Number.isNaN(date) || !AGE.test(age) ? undefined : date + Number(age) * SECOND
}

/** The answer was made between `asked` and `answered`, and `date` is cut to whole seconds. */
function offsetOf(date: number, asked: number, answered: number): number {
  if (answered < date) return answered - date
  return asked > date + SECOND ? asked - (date + SECOND) : 0
}
