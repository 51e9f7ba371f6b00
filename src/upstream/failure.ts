import type { UpstreamFailure } from './message.ts'

export type FailureKind = UpstreamFailure['failed']

export function isUpstreamFailure(value: unknown): value is UpstreamFailure {
  return typeof value === 'object' && value !== null && 'failed' in value
}

/** A body that stopped before its end: thrown to whoever reads it, so that a part never passes as the whole. */
export class BrokenBody extends Error {
  readonly failure: UpstreamFailure
  constructor(failure: UpstreamFailure) {
    super(`upstream body broken: ${failure.failed}`)
    this.name = 'BrokenBody'
    this.failure = failure
  }
}

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const RESETS = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'])

/**
 * Names what went wrong with an exchange.
 *
 * `reached` says whether the request was handed to a connected socket. Before that every error is a failure
 * to connect (refused, unresolved, not trusted), whatever code it carries; after it a write may have been carried out.
 * The detail is the error's code only: messages hold addresses.
 */
export function failureOf(error: unknown, reached: boolean): UpstreamFailure {
  const code = codeOf(error)
  if (code === 'UND_ERR_INVALID_ARG') return { failed: 'protocol', detail: code }
  if (!reached) return { failed: 'connect', detail: code }
  if (TIMEOUTS.has(code)) return { failed: 'timeout', detail: code }
  if (RESETS.has(code)) return { failed: 'reset', detail: code }
  return { failed: 'protocol', detail: code }
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN'
}
