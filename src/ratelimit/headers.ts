import type { Limit, Verdict } from '../store/gcra.ts'

export type RateLimitHeaders = Readonly<Partial<Record<'RateLimit-Policy' | 'RateLimit' | 'Retry-After', string>>>

/** The `RateLimit-Policy` of a bucket, under a name for the caller; the same for all its requests. */
export function rateLimitPolicy(name: string, limit: Limit): string {
  return `"${name}";q=${Math.floor(limit.burst)};w=${wholeSeconds((limit.burst / limit.rps) * 1000)}`
}

/**
 * The response fields of draft-ietf-httpapi-ratelimit-headers (structured fields, revisions 08 and later), and
 * Retry-After (RFC 9110 §10.2.3) on a refusal.
 *
 * The draft speaks of a quota in a window, a bucket of tokens fills steadily. The quota `q` is the whole bucket and
 * the window `w` the seconds it takes to fill, rounded up; `r` is what is left, `t` the seconds until it is full again.
 */
export function rateLimitHeaders(
  { shown, policy }: { readonly shown: string; readonly policy: string },
  verdict: Verdict,
): RateLimitHeaders {
  const fields = {
    'RateLimit-Policy': policy,
    RateLimit: `"${shown}";r=${verdict.remaining};t=${Math.ceil(verdict.resetMs / 1000)}`,
  }
  if (verdict.admitted || verdict.retryAfterMs === 'never') return fields
  return { ...fields, ...retryAfter(verdict.retryAfterMs) }
}

/** `Retry-After` in seconds, never 0: that would ask for an immediate retry. */
export function retryAfter(ms: number): RateLimitHeaders {
  return { 'Retry-After': String(wholeSeconds(ms)) }
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000))
}
