import type { Store } from '../store.ts'

/** Names remembered at the same time. */
const MAX_NAMES = 200_000
/** Each look-up also tends this many names, so that those whose time has passed go without any long sweep. */
const TENDED = 2
/** … and this many before a name is turned away. */
const TENDED_WHEN_FULL = 100

interface Used {
  readonly expiry: number
  readonly owner: string
}

/**
 * What was used once, in one process. When it can hold no more it says `unavailable`: to forget a name before its time
 * would let it be used again. An owner may have as many names as would still fit, so that one who floods it is told so
 * when half is full, and leaves the other half to all others.
 *
 * @param now milliseconds on a clock that never goes back
 */
export function createMemoryOnce(now: () => number, maxNames = MAX_NAMES): Store['once'] {
  const names = new Map<string, Used>()
  const counts = new Map<string, number>()

  function remember(name: string, used: Used): void {
    names.set(name, used)
    counts.set(used.owner, countOf(used.owner) + 1)
  }

  function forget(name: string, { owner }: Used): void {
    names.delete(name)
    const left = countOf(owner) - 1
    if (left > 0) counts.set(owner, left)
    else counts.delete(owner)
  }

  const countOf = (owner: string) => counts.get(owner) ?? 0
  const hasRoom = (owner: string) => countOf(owner) < maxNames - names.size

  function tend(at: number, most: number): void {
    for (let i = 0; i < most; i++) {
      const [oldest] = names
      if (oldest === undefined) return
      const [name, used] = oldest
      forget(name, used)
      if (used.expiry > at) remember(name, used)
    }
  }

  return async (name, ttlMs, owner) => {
    const at = now()
    tend(at, TENDED)
    const used = names.get(name)
    if (used !== undefined && used.expiry > at) return false
    if (used !== undefined) forget(name, used)
    if (!hasRoom(owner)) tend(at, TENDED_WHEN_FULL)
    if (!hasRoom(owner)) return 'unavailable'
    remember(name, { expiry: at + ttlMs, owner })
    return true
  }
}
