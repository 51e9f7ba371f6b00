import type { Verdict } from './health-verdict.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface BreakerSettings {
  /** Failures in a row, without one good answer between them, that open it. */
  readonly failures: number
  /** Milliseconds that it stays open at first; after each trial that fails, twice as long. */
  readonly pause: number
}

/** Keeps requests away from a server that fails every one of them. It refuses; it never sends anything again. */
export interface Breaker {
  /** 0: the request may go, and `saw` must be told what came of it. Else milliseconds until one may. */
  admit(): number
  saw(verdict: Verdict): void
  state(): BreakerState
}

/** How often the pause doubles. */
const DOUBLINGS = 2

/**
 * Closed, it lets everything through. Open, nothing. After its pause it is half-open: one request at a time is let through
 * as a trial; a good answer closes it. Any good answer does, also to a health check.
 *
 * @param now monotonic milliseconds
 */
export function createBreaker(
  settings: BreakerSettings,
  now: () => number,
  changed: (state: BreakerState) => void,
): Breaker {
  let state: BreakerState = 'closed'
  let failures = 0
  let openings = 0
  let openUntil = 0
  let onTrial = false

  function become(next: BreakerState): void {
    if (state === next) return
    state = next
    changed(next)
  }
  function open(): void {
    openUntil = now() + settings.pause * 2 ** Math.min(openings, DOUBLINGS)
    openings += 1
    become('open')
  }

  return {
    admit() {
      if (state === 'closed') return 0
      const wait = openUntil - now()
      if (state === 'open' && wait > 0) return wait
      become('half-open')
      if (onTrial) return settings.pause
      onTrial = true
      return 0
    },
    saw(verdict) {
      const wasTrial = onTrial
      onTrial = false
      if (verdict === 'unknown') return
      if (verdict === 'well') {
        failures = 0
        openings = 0
        become('closed')
        return
      }
      failures += 1
      if (state === 'half-open' ? wasTrial : state === 'closed' && failures >= settings.failures) open()
    },
    state: () => state,
  }
}
