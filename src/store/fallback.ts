import type { Store } from './store.ts'

/**
 * A shared store that fails open for rate limits: while it is away, this replica counts by itself, from full buckets.
 * Each replica then admits up to the whole limit, so a caller who reaches n replicas gets at most n times as much.
 * `state` stays that of the shared store, and so do the keys: own ones would be nobody else's.
 */
export function withFallback(shared: Store, own: Store): Store {
  return {
    async takeTokens(draws) {
      const taken = await shared.takeTokens(draws)
      return taken === 'unavailable' ? own.takeTokens(draws) : taken
    },
    sealKeys: shared.sealKeys,
    state: shared.state,
    async close() {
      await Promise.all([shared.close(), own.close()])
    },
  }
}
