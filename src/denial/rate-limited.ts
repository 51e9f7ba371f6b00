import type { LimitRefusal } from '../ratelimit/limiter.ts'
import { type FailureAnswer, failureAnswer } from './failures.ts'
import { withHeaders } from './outcome.ts'

type Limited = Pick<LimitRefusal, 'kind' | 'tooCostly' | 'headers'>

/**
 * The answer to a request above a rate limit: 429 (RFC 6585 §4), or 503 when the count cannot be had and the store is to
 * fail closed. The same with and without a valid token.
 */
export function limitedAnswer({ kind, tooCostly, headers }: Limited): FailureAnswer {
  const code = kind === 'store-unavailable' ? 'LIMIT_UNKNOWN' : tooCostly ? 'LIMIT_TOO_COSTLY' : 'LIMIT_EXCEEDED'
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return withHeaders(failureAnswer(code), Object.fromEntries(lower))
}
