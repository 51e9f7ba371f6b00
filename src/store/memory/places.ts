import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Store } from '../store.ts'

/**
 * Places of a single process. Names are bounded: those not asked for the longest are forgotten, and their places free.
 *
 * @param now milliseconds on a clock that never goes back
 */
export function createMemoryPlaces(now: () => number, maxNames: number): Pick<Store, 'enter' | 'renew' | 'leave'> {
  /** By name, then by holder: when the lease ends. */
  const taken = new LRUCache<string, Map<string, number>>({ max: maxNames })

  return {
    async enter(name, max, leaseMs) {
      const at = now()
      const leases = taken.get(name) ?? new Map<string, number>()
      for (const [holder, end] of leases) if (end <= at) leases.delete(holder)
      if (leases.size >= max) return 'full'
      const place = { name, holder: randomUUID() }
      leases.set(place.holder, at + leaseMs)
      taken.set(name, leases)
      return place
    },
    async renew({ name, holder }, leaseMs) {
      const leases = taken.get(name)
      const end = leases?.get(holder)
      if (end !== undefined && end > now()) leases?.set(holder, now() + leaseMs)
    },
    async leave({ name, holder }) {
      const leases = taken.get(name)
      if (leases?.delete(holder) && leases.size === 0) taken.delete(name)
    },
  }
}
