import type { Store } from './store.ts'

/** Names remembered at the same time. */
const MAX_NAMES = 200_000
/** Each look-up also tends this many names, so that those whose time has passed go without any long sweep. */
const TENDED = 2

/**
 * What was used once, in one process. When it can hold no more it says `unavailable`: to forget a name before its time
 * would let it be used again.
 *
 * @param now milliseconds on a clock that never goes back
 */
export function createMemoryOnce(now: () => number, maxNames = MAX_NAMES): Store['once'] {
  const expiries = new Map<string, number>()

  function tend(at: number): void {
    for (let i = 0; i < TENDED; i++) {
      const [oldest] = expiries
      if (oldest === undefined) return
      const [name, expiry] = oldest
      expiries.delete(name)
      if (expiry > at) expiries.set(name, expiry)
    }
  }

  return async (name, ttlMs) => {
    const at = now()
    tend(at)
    const expiry = expiries.get(name)
    if (expiry !== undefined && expiry > at) return false
    if (expiry === undefined && expiries.size >= maxNames) return 'unavailable'
    expiries.set(name, at + ttlMs)
    return true
  }
}
