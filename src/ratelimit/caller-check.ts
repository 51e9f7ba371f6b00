import type { Verdict } from '../store/gcra.ts'
import type { Place, Store, Taken } from '../store/store.ts'
import type { Caller } from './bucket-key.ts'
import { type Bucket, type CallerLimit, placeName } from './caller-limit.ts'
import { rateLimitHeaders, retryAfter } from './headers.ts'
import { LEASE_MS } from './leases.ts'
import type { LimitRefusal, LimitResult } from './limiter.ts'

const RETRY_MS = 1000

/** Takes `cost` from all buckets or from none, in one round trip. The headers are about the bucket that is most nearly empty. */
export function draw(store: Store, buckets: readonly Bucket[], cost: number): LimitResult | Promise<LimitResult> {
  if (buckets.length === 0) return unlimited
  const taken = store.takeTokens(buckets.map(({ key, limit }) => ({ key, limit, cost })))
  return taken instanceof Promise ? taken.then((later) => resultOf(later, buckets)) : resultOf(taken, buckets)
}

export const unlimited: LimitResult = { allowed: true, headers: {} }

function resultOf(taken: Taken | 'unavailable', buckets: readonly Bucket[]): LimitResult {
  if (taken === 'unavailable') return storeUnavailable(buckets[0]!.name)
  const { verdicts } = taken
  let tightest = 0
  for (let at = 1; at < verdicts.length; at++) if (isTighter(at, tightest, verdicts, buckets)) tightest = at
  const bucket = buckets[tightest]!
  const verdict = verdicts[tightest]!
  const headers = rateLimitHeaders(bucket, verdict)
  if (verdict.admitted) return { allowed: true, headers }
  return { allowed: false, kind: 'limited', limit: bucket.name, tooCostly: verdict.retryAfterMs === 'never', headers }
}

/** A refusal before an admission, the longer wait before the shorter, then what has the smaller part left. */
function isTighter(i: number, than: number, verdicts: readonly Verdict[], buckets: readonly Bucket[]): boolean {
  const wait = (verdict: Verdict) =>
    verdict.admitted ? -1 : verdict.retryAfterMs === 'never' ? Number.POSITIVE_INFINITY : verdict.retryAfterMs
  const left = (at: number) => verdicts[at]!.remaining / buckets[at]!.limit.burst
  const [waits, others] = [wait(verdicts[i]!), wait(verdicts[than]!)]
  return waits === others ? left(i) < left(than) : waits > others
}

/** Takes a place among the requests in flight; undefined when they are not limited. */
export async function enter(
  store: Store,
  limit: CallerLimit | undefined,
  caller: Caller,
): Promise<Place | LimitRefusal | undefined> {
  if (limit?.concurrent === undefined) return undefined
  const place = await store.enter(placeName(limit, caller), limit.concurrent, LEASE_MS)
  const name = `${limit.name}/concurrent`
  if (place === 'unavailable') return storeUnavailable(name)
  if (place !== 'full') return place
  return { allowed: false, kind: 'limited', limit: name, tooCostly: false, headers: retryAfter(RETRY_MS) }
}

function storeUnavailable(limit: string): LimitRefusal {
  return { allowed: false, kind: 'store-unavailable', limit, tooCostly: false, headers: retryAfter(RETRY_MS) }
}
