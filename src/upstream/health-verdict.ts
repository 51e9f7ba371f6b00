import { isUpstreamFailure } from './failure.ts'
import type { UpstreamFailure } from './message.ts'

/** What one exchange tells of the server: the client's own leaving tells nothing. */
export type Verdict = 'well' | 'ill' | 'unknown'

/** A gateway or server that says itself that it cannot. Other errors, 500 too, may be about the one request. */
const UNABLE: ReadonlySet<number> = new Set([502, 503, 504])

export function verdictOn(answer: { readonly status: number } | UpstreamFailure): Verdict {
  if (!isUpstreamFailure(answer)) return UNABLE.has(answer.status) ? 'ill' : 'well'
  return answer.failed === 'aborted' ? 'unknown' : 'ill'
}
