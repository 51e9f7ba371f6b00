import type { Draw, Verdict } from './gcra.ts'
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

/** A place that `enter` gave. */
export interface Place {
  readonly name: string
  readonly holder: string
}

/** What a bar is about: blocked callers, and revoked tokens. */
export const barKinds = ['client', 'user', 'address', 'issuer', 'jti', 'sub', 'token-client'] as const
export type BarKind = (typeof barKinds)[number]

/** Someone or something that gets no access, until it expires. */
export interface Bar {
  readonly kind: BarKind
  /** A client id, an address or CIDR, a `jti`; users and subjects as `issuer|subject`, or as `subject` of any issuer. */
  readonly value: string
  /** Only tokens that were issued before this, seconds since the epoch; absent = all. */
  readonly issuedBefore?: number
  /** Milliseconds since the epoch. */
  readonly until: number
  /** In the operator's words, for the list. */
  readonly reason?: string
}

/**
 * What must hold across replicas. No method rejects: a store that cannot answer says `unavailable`, and at once
 * when it already knows.
 */
export interface Store {
  /** Takes from all the buckets or from none, in one round trip; at once where there is none to make. */
  takeTokens(draws: readonly BucketDraw[]): Taken | Promise<Taken | 'unavailable'>
  /**
   * Remembers a name for a time, and says whether it was unknown: `true` for one caller only, however many ask at once
   * (what may be used once, such as a DPoP proof). Names hold no identifiers in clear, nor does the owner's, who shares
   * what room there is with the others.
   */
  once(name: string, ttlMs: number, owner: string): Promise<boolean | 'unavailable'>
  /**
   * Takes one of `max` places under this name, unless all are taken. A place that is not left is free again after
   * `leaseMs`: its holder may have died. `renew` begins the lease anew, if it has not ended; `leave` gives the place back.
   * Neither fails.
   */
  enter(name: string, max: number, leaseMs: number): Promise<Place | 'full' | 'unavailable'>
  renew(place: Place, leaseMs: number): Promise<void>
  leave(place: Place): Promise<void>
  /** Shuts someone out, on every replica; an entry with the same kind and value is replaced. `full`: above `MAX_BARS`. */
  bar(bar: Bar): Promise<'done' | 'full' | 'unavailable'>
  unbar(bar: Pick<Bar, 'kind' | 'value'>): Promise<'done' | 'unavailable'>
  /** Everything that is barred now. */
  bars(): Promise<readonly Bar[] | 'unavailable'>
  /**
   * Calls back at once with what is known, and soon (well within a second) after a change anywhere, each time with all
   * bars; `unavailable`: nobody can be let in, as it is not known who is barred. Returns what ends it.
   */
  onBars(listener: (bars: readonly Bar[] | 'unavailable') => void): () => void
  /** The keys that all replicas seal with, changed first if it is time to; the offers are used where needed. */
  sealKeys(offers: KeyOffers): Promise<SharedKeys | 'unavailable'>
  state(): StoreState
  close(): Promise<void>
}
