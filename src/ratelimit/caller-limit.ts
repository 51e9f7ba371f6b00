import type { Limit } from '../store/gcra.ts'
import { bucketKey, type Caller, type KeyKind } from './bucket-key.ts'
import { rateLimitPolicy } from './headers.ts'

/** What the policy lets one caller use; absent = not limited. */
export interface CallerLimit {
  /** Where it comes from: a name of the policy, one of few. */
  readonly name: string
  /** Who shares the budget. */
  readonly key: KeyKind
  /** Requests per second, and how many at once. */
  readonly rps?: number
  readonly burst?: number
  /** In any 24 hours. */
  readonly perDay?: number
  /** Requests in flight at the same time. */
  readonly concurrent?: number
}

/** One bucket that a request draws from. */
export interface Bucket {
  /** For metrics. */
  readonly name: string
  /** For the caller, in the RateLimit headers: nothing of the policy's own words. */
  readonly shown: string
  readonly key: string
  readonly limit: Limit
  /** What the RateLimit-Policy header says of it. */
  readonly policy: string
}

export function bucketOf(name: string, shown: string, key: string, limit: Limit): Bucket {
  return { name, shown, key, limit, policy: rateLimitPolicy(shown, limit) }
}

const DAY_SECONDS = 24 * 60 * 60

/** The buckets of a limit. A day's requests fill again steadily, so that no moment lets twice as many through. */
export function bucketsOf({ name, key, rps, burst, perDay }: CallerLimit, caller: Caller): readonly Bucket[] {
  const buckets: Bucket[] = []
  if (rps !== undefined) {
    const limit = { rps, burst: burst ?? Math.max(1, Math.ceil(rps)) }
    buckets.push(bucketOf(name, 'rate', bucketKey(`policy:${name}`, key, caller), limit))
  }
  if (perDay !== undefined) {
    const limit = { rps: perDay / DAY_SECONDS, burst: perDay }
    buckets.push(bucketOf(`${name}/day`, 'day', bucketKey(`policy:${name}/day`, key, caller), limit))
  }
  return buckets
}

/** The name under which the caller's places are counted. */
export function placeName({ name, key }: CallerLimit, caller: Caller): string {
  return bucketKey(`policy:${name}/concurrent`, key, caller)
}
