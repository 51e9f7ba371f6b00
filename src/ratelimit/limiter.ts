import type { Store } from '../store/store.ts'
import { bucketKey, type Caller, type KeyKind } from './bucket-key.ts'
import type { Limit, Verdict } from './gcra.ts'
import { type LimitName, type RateLimitHeaders, rateLimitHeaders, retryAfter } from './headers.ts'

export interface KeyedLimit extends Limit {
  readonly key: KeyKind
}

export interface LimiterOptions {
  readonly store: Store
  /** For every authenticated request; absent = no limit. */
  readonly default?: KeyedLimit | undefined
  /** For requests without a valid token, always by address; absent = no limit. */
  readonly unauthenticated?: Limit | undefined
}

export type LimitResult = { readonly allowed: true; readonly headers: RateLimitHeaders } | LimitRefusal

export interface LimitRefusal {
  readonly allowed: false
  /** `limited`: 429. `store-unavailable`: 503, the shared count cannot be read and the store is to fail closed. */
  readonly kind: 'limited' | 'store-unavailable'
  readonly limit: LimitName
  /** The cost is more than the burst: waiting does not help, so there is no Retry-After. */
  readonly tooCostly: boolean
  readonly headers: RateLimitHeaders
}

export interface Limiter {
  /** Before authentication. A cost of 0 only looks whether the address has anything left: for requests that carry a token. */
  checkAddress(address: string, cost?: number): Promise<LimitResult>
  /** After a token was refused: takes `cost` from the address, down to an empty bucket. Needs no awaiting and never fails. */
  chargeAddress(address: string, cost: number): Promise<void>
  /** After authentication, with the cost of the interaction (`costOf`). */
  checkClient(caller: Caller, cost: number): Promise<LimitResult>
}

const RETRY_WHILE_STORE_IS_AWAY_MS = 1000
const UNLIMITED: LimitResult = { allowed: true, headers: {} }

/** Rate limits on top of a store; each check is one call, and so with Redis one round trip. */
export function createLimiter({ store, default: byCaller, unauthenticated }: LimiterOptions): Limiter {
  async function check(name: LimitName, limit: Limit, key: string, cost: number): Promise<LimitResult> {
    const taken = await store.takeTokens([{ key, limit, cost }])
    if (taken === 'unavailable') return storeUnavailable(name)
    const verdict = taken.verdicts[0]!
    const headers = rateLimitHeaders(name, limit, verdict)
    return verdict.admitted ? { allowed: true, headers } : limited(name, verdict, headers)
  }

  const addressKey = (address: string) => bucketKey('unauthenticated', 'address', { address })

  return {
    async checkAddress(address, cost = 1) {
      if (unauthenticated === undefined) return UNLIMITED
      return check('unauthenticated', unauthenticated, addressKey(address), cost)
    },
    async chargeAddress(address, cost) {
      if (unauthenticated === undefined) return
      await store.takeTokens([{ key: addressKey(address), limit: unauthenticated, cost, unconditional: true }])
    },
    async checkClient(caller, cost) {
      if (byCaller === undefined) return UNLIMITED
      return check('default', byCaller, bucketKey('default', byCaller.key, caller), cost)
    },
  }
}

function limited(limit: LimitName, verdict: Verdict & { admitted: false }, headers: RateLimitHeaders): LimitRefusal {
  return { allowed: false, kind: 'limited', limit, tooCostly: verdict.retryAfterMs === 'never', headers }
}

function storeUnavailable(limit: LimitName): LimitRefusal {
  const headers = retryAfter(RETRY_WHILE_STORE_IS_AWAY_MS)
  return { allowed: false, kind: 'store-unavailable', limit, tooCostly: false, headers }
}
