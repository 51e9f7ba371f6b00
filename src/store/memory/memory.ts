import { LRUCache } from 'lru-cache'
import { takeAll, verdict } from '../gcra.ts'
import { type KeyRing, sharedKeysOf, turnRing } from '../key-ring.ts'
import type { Store } from '../store.ts'
import { createMemoryBars } from './bars.ts'
import { createMemoryOnce } from './once.ts'
import { createMemoryPlaces } from './places.ts'

export interface MemoryStoreOptions {
  /** Milliseconds on a clock that never goes back, such as `performance.now`. */
  readonly now: () => number
  /** Milliseconds since the epoch: the clock of what ends at a point in time. */
  readonly wallClock?: () => number
  /** How many buckets are remembered; the least recently used are forgotten, and so full again. */
  readonly maxKeys?: number
}

const MAX_KEYS = 100_000

/** The store of a single process. It is always up. */
export function createMemoryStore({ now, wallClock = Date.now, maxKeys = MAX_KEYS }: MemoryStoreOptions): Store {
  // A bucket needs no expiry of its own: one whose time has passed is the same as none, and the number is bounded.
  const tats = new LRUCache<string, number>({ max: maxKeys })
  let ring: KeyRing | undefined

  return {
    takeTokens(draws) {
      const micros = Math.floor(now() * 1000)
      const stored = draws.map(({ key }) => tats.get(key))
      const { admitted, tats: left } = takeAll(draws, stored, micros)
      const verdicts = draws.map((draw, at) => {
        if (admitted) tats.set(draw.key, left[at]!)
        return verdict(draw, left[at]!, micros, admitted)
      })
      return { admitted, verdicts }
    },
    once: createMemoryOnce(now),
    ...createMemoryPlaces(now, maxKeys),
    ...createMemoryBars(wallClock),
    async sealKeys(offers) {
      const at = now()
      ring = turnRing(ring, offers, at)
      return sharedKeysOf(ring, at)
    },
    state: () => 'up',
    async close() {},
  }
}
