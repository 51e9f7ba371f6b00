import { LRUCache } from 'lru-cache'
import type { Limit } from '../store/gcra.ts'
import type { Place, Store } from '../store/store.ts'
import { bucketKey, type Caller, type KeyKind } from './bucket-key.ts'
import { draw, enter, unlimited } from './caller-check.ts'
import { type Bucket, bucketOf, bucketsOf, type CallerLimit } from './caller-limit.ts'
import type { RateLimitHeaders } from './headers.ts'
import { createLeases } from './leases.ts'

export interface KeyedLimit extends Limit {
  readonly key: KeyKind
}

export interface LimiterOptions {
  readonly store: Store
  /** For every authenticated request whose rate the policy does not limit; absent = no limit. */
  readonly default?: KeyedLimit | undefined
  /** For requests without a valid token, always by address; absent = no limit. */
  readonly unauthenticated?: Limit | undefined
}

export type LimitResult = Allowance | LimitRefusal

export interface Allowance {
  readonly allowed: true
  readonly headers: RateLimitHeaders
  /** To be left when the request is done with, to its last byte. */
  readonly place?: Place
}

export interface LimitRefusal {
  readonly allowed: false
  /** `limited`: 429. `store-unavailable`: 503, the shared count cannot be read and the store is to fail closed. */
  readonly kind: 'limited' | 'store-unavailable'
  /** For metrics: `default`, `unauthenticated`, or a name of the policy, one of few. */
  readonly limit: string
  /** The cost is more than the burst: waiting does not help, so there is no Retry-After. */
  readonly tooCostly: boolean
  readonly headers: RateLimitHeaders
}

export interface Limiter {
  /** Before authentication. A cost of 0 only looks whether the address has anything left: for requests that carry a token. */
  checkAddress(address: string, cost?: number): LimitResult | Promise<LimitResult>
  /** After a token was refused: takes `cost` from the address, down to an empty bucket. Needs no awaiting and never fails. */
  chargeAddress(address: string, cost: number): Promise<void>
  /**
   * After authentication, with the cost of the interaction (`costOf`). Its buckets are named once for each caller object: give
   * the same one again where nothing has changed.
   * @param own what the policy lets this caller use; its rate takes the place of the default one
   */
  checkClient(caller: Caller, cost: number, own?: CallerLimit): LimitResult | Promise<LimitResult>
  /** Gives back the place of an allowance. Needs no awaiting and never fails. */
  leave(place: Place): Promise<void>
}

interface Known {
  readonly own: CallerLimit | undefined
  readonly buckets: readonly Bucket[]
}

/** Addresses whose buckets are known by name. */
const MAX_ADDRESSES = 1000

/** Rate limits on top of a store; all buckets of a check are one call, and so with Redis one round trip. */
export function createLimiter({ store, default: byCaller, unauthenticated }: LimiterOptions): Limiter {
  const known = new WeakMap<Caller, Known>()
  const leases = createLeases(store)
  const byAddress = new LRUCache<string, Bucket>({ max: MAX_ADDRESSES })

  function bucketsFor(caller: Caller, own: CallerLimit | undefined): readonly Bucket[] {
    const theirs = own === undefined ? [] : bucketsOf(own, caller)
    if (byCaller === undefined || own?.rps !== undefined) return theirs
    return [bucketOf('default', 'default', bucketKey('default', byCaller.key, caller), byCaller), ...theirs]
  }

  function knownBuckets(caller: Caller, own: CallerLimit | undefined): readonly Bucket[] {
    const before = known.get(caller)
    if (before !== undefined && before.own === own) return before.buckets
    const buckets = bucketsFor(caller, own)
    known.set(caller, { own, buckets })
    return buckets
  }

  function bucketOfAddress(address: string, limit: Limit): Bucket {
    const before = byAddress.get(address)
    if (before !== undefined) return before
    const name = 'unauthenticated'
    const bucket = bucketOf(name, name, bucketKey(name, 'address', { address }), limit)
    byAddress.set(address, bucket)
    return bucket
  }

  async function checkOnPlace(caller: Caller, cost: number, own: CallerLimit): Promise<LimitResult> {
    // The place first: a request that is refused for want of one takes nothing from the buckets.
    const place = await enter(store, own, caller)
    if (place !== undefined && 'allowed' in place) return place
    const result = await draw(store, knownBuckets(caller, own), cost)
    if (place === undefined) return result
    if (!result.allowed) {
      await store.leave(place)
      return result
    }
    leases.hold(place)
    return { ...result, place }
  }

  return {
    checkAddress(address, cost = 1) {
      return unauthenticated === undefined ? unlimited : draw(store, [bucketOfAddress(address, unauthenticated)], cost)
    },
    async chargeAddress(address, cost) {
      if (unauthenticated === undefined) return
      const { key, limit } = bucketOfAddress(address, unauthenticated)
      await store.takeTokens([{ key, limit, cost, unconditional: true }])
    },
    checkClient(caller, cost, own) {
      return own?.concurrent === undefined
        ? draw(store, knownBuckets(caller, own), cost)
        : checkOnPlace(caller, cost, own)
    },
    leave: leases.end,
  }
}
