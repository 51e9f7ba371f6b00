import type { InteractionKind } from '../fhir/interaction.ts'
import type { UpstreamFailure } from '../upstream/message.ts'
import { type FailureAnswer, failureAnswer } from './failures.ts'
import { withHeaders } from './outcome.ts'

const READING: ReadonlySet<InteractionKind> = new Set(['capabilities', 'read', 'vread', 'history', 'search', 'page'])

/** Whether nothing of the FHIR server is changed, however the request ends. Operations may change something. */
export function isReading(interaction: InteractionKind): boolean {
  return READING.has(interaction)
}

/**
 * The answer when the FHIR server gave none: 502, or 504 after the deadline, or 503 when it was not asked because it fails. After a request that may have changed
 * something was handed to it, the text says that its outcome is unknown; it is never sent again.
 */
export function upstreamFailureAnswer(
  { failed, retryAfter = 1 }: UpstreamFailure,
  interaction: InteractionKind,
): FailureAnswer {
  const reading = isReading(interaction)
  switch (failed) {
    case 'connect':
      return failureAnswer('UPSTREAM_UNREACHABLE')
    case 'unavailable':
      return withHeaders(failureAnswer('UPSTREAM_UNAVAILABLE'), { 'retry-after': String(retryAfter) })
    case 'timeout':
      return failureAnswer(reading ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_TIMEOUT_WRITE')
    default:
      return failureAnswer(reading ? 'UPSTREAM_BROKEN' : 'UPSTREAM_BROKEN_WRITE')
  }
}
