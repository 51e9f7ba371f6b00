/** Time that may be spent on what has no effect. */
export interface Budget {
  /** Runs it if there is time left, and counts what it takes; undefined if not. */
  spend<T>(work: () => T): T | undefined
}

/** A tenth of the time, and not more than this many milliseconds in a row. */
const SHARE = 0.1
const MOST = 100

/** @param now milliseconds, monotonic. */
export function createBudget(now: () => number): Budget {
  let left = MOST
  let since = now()
  return {
    spend(work) {
      const start = now()
      left = Math.min(MOST, left + (start - since) * SHARE)
      since = start
      if (left <= 0) return undefined
      try {
        return work()
      } finally {
        left -= now() - start
      }
    },
  }
}
