import type { Place, Store } from '../store/store.ts'

/** A place whose holder has died is free again after it, milliseconds. */
export const LEASE_MS = 5 * 60 * 1000
const RENEWAL_MS = LEASE_MS / 5

/** The places that requests in flight hold, however long they take. */
export interface Leases {
  hold(place: Place): void
  /** Needs no awaiting and never fails. */
  end(place: Place): Promise<void>
}

/** Renews the leases of all places that are held, on one timer that keeps no process alive. */
export function createLeases({ renew, leave }: Pick<Store, 'renew' | 'leave'>): Leases {
  const held = new Set<Place>()
  let timer: NodeJS.Timeout | undefined

  function renewAll(): void {
    for (const place of held) void renew(place, LEASE_MS)
  }

  return {
    hold(place) {
      held.add(place)
      timer ??= setInterval(renewAll, RENEWAL_MS).unref()
    },
    end(place) {
      held.delete(place)
      if (held.size === 0) {
        clearInterval(timer)
        timer = undefined
      }
      return leave(place)
    },
  }
}
