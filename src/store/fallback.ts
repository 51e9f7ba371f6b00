import type { Bar, Store } from './store.ts'

/**
 * A shared store that fails open: while it is away, this replica counts by itself, from full buckets and free places.
 * Each replica then admits up to the whole limit, so a caller who reaches n replicas gets at most n times as much.
 * Who was barred when the store was last heard of stays barred; to bar anyone, and to know what was used once, needs
 * the store: a replica that answered for itself would let a proof be used once on each. `state` stays that of the shared store, and so do the keys: own ones would be nobody else's.
 */
export function withFallback(shared: Store, own: Store): Store {
  return {
    async takeTokens(draws) {
      const taken = await shared.takeTokens(draws)
      return taken === 'unavailable' ? own.takeTokens(draws) : taken
    },
    once: shared.once,
    async enter(name, max, leaseMs) {
      const place = await shared.enter(name, max, leaseMs)
      return place === 'unavailable' ? own.enter(name, max, leaseMs) : place
    },
    async renew(place, leaseMs) {
      await Promise.all([own.renew(place, leaseMs), shared.renew(place, leaseMs)])
    },
    async leave(place) {
      await Promise.all([own.leave(place), shared.leave(place)])
    },
    bar: shared.bar,
    unbar: shared.unbar,
    bars: shared.bars,
    onBars(listener) {
      let known: readonly Bar[] = []
      return shared.onBars((bars) => {
        if (bars !== 'unavailable') known = bars
        listener(known)
      })
    },
    sealKeys: shared.sealKeys,
    state: shared.state,
    async close() {
      await Promise.all([shared.close(), own.close()])
    },
  }
}
