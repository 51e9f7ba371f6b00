import type { Verdict } from './health-verdict.ts'

/** Failures of one replica in a row after which it gets no requests for a while. */
const FAILURES = 5
/** Milliseconds; twice as long each time, up to the longest. */
const PAUSE = { first: 1000, longest: 30_000 }

/** Whether one of several replicas is left out because it fails while it should not (outlier ejection). */
export interface Ejection {
  isOut(): boolean
  saw(verdict: Verdict): void
}

/**
 * @param now monotonic milliseconds
 * @param mayEject asked when this replica is about to be left out; false when too many are out already
 */
export function createEjection(now: () => number, mayEject: () => boolean): Ejection {
  let failures = 0
  let ejections = 0
  let outUntil = 0

  return {
    isOut: () => now() < outUntil,
    saw(verdict) {
      if (verdict === 'unknown') return
      if (verdict === 'well') {
        failures = 0
        ejections = 0
        return
      }
      failures += 1
      if (failures < FAILURES || now() < outUntil || !mayEject()) return
      outUntil = now() + Math.min(PAUSE.first * 2 ** ejections, PAUSE.longest)
      ejections += 1
      // One more failure is enough when it is back.
      failures = FAILURES - 1
    },
  }
}
