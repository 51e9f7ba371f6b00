import type { Draw, Verdict } from '../ratelimit/gcra.ts'
import type { KeyOffers, SharedKeys } from './key-ring.ts'

/** A draw from the bucket of this name. Names hold no identifiers in clear: they may end up in a store that others read. */
export interface BucketDraw extends Draw {
  readonly key: string
}

export interface Taken {
  readonly admitted: boolean
  /** One per draw, in order. */
  readonly verdicts: readonly Verdict[]
}

export type StoreState = 'up' | 'down'

/**
 * Called at each change. `cause` of a `down` is a code such as `ECONNREFUSED`, `WRONGPASS` or `TIMEOUT`,
 * never a message: messages of the client library can carry addresses and commands.
 */
export type OnStateChange = (state: StoreState, cause?: string) => void

/**
 * What must hold across replicas. No method rejects: a store that cannot answer says `unavailable`, and at once
 * when it already knows.
 */
export interface Store {
  /** Takes from all the buckets or from none, in one round trip. */
  takeTokens(draws: readonly BucketDraw[]): Promise<Taken | 'unavailable'>
  /** The keys that all replicas seal with, changed first if it is time to; the offers are used where needed. */
  sealKeys(offers: KeyOffers): Promise<SharedKeys | 'unavailable'>
  state(): StoreState
  close(): Promise<void>
}
