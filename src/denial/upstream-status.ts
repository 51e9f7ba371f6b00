import { cleanOutcome } from './clean-outcome.ts'
import { type FailureAnswer, type FailureCode, failureAnswer } from './failures.ts'
import { withHeaders } from './outcome.ts'

/** Seconds to wait when the FHIR server does not say how long. */
const RETRY_AFTER = '5'
/** delay-seconds of RFC 9110 §10.2.3, up to a day; a date is not passed on. */
const DELAY = /^[0-9]{1,5}$/

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  400: 'UPSTREAM_INVALID',
  401: 'UPSTREAM_DENIED',
  403: 'UPSTREAM_DENIED',
  404: 'UPSTREAM_NOT_FOUND',
  405: 'UPSTREAM_METHOD',
  407: 'UPSTREAM_DENIED',
  409: 'UPSTREAM_CONFLICT',
  // Whether it ever existed is no more to be told than whether it exists.
  410: 'UPSTREAM_NOT_FOUND',
  412: 'UPSTREAM_PRECONDITION',
  413: 'UPSTREAM_TOO_LARGE',
  415: 'UPSTREAM_MEDIA_TYPE',
  422: 'UPSTREAM_UNPROCESSABLE',
  429: 'UPSTREAM_BUSY',
  503: 'UPSTREAM_BUSY',
}

export interface UpstreamStatus {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** The body of a 400 or 422, if it was read; others are of no use. */
  readonly body?: Buffer | undefined
}

/** The code of an upstream status that is not passed on as it came; undefined for 2xx and 304. */
function upstreamStatusCode(status: number): FailureCode | undefined {
  if ((status >= 200 && status < 300) || status === 304) return undefined
  const code = BY_STATUS[status]
  if (code !== undefined) return code
  if (status >= 300 && status < 400) return 'UPSTREAM_REDIRECT'
  return status >= 500 && status < 600 ? 'UPSTREAM_FAULT' : 'UPSTREAM_UNEXPECTED'
}

/**
 * The answer to the caller for an upstream answer that is no success, in our own words and without any of its headers:
 * error bodies hold stack traces, SQL and other resources' ids, and a 404 must look like that of a hidden resource.
 * Its 401, 403 and redirections concern the gateway, not the caller. Of a 400 or 422 the issues' codes and element
 * paths stay (`cleanOutcome`).
 *
 * @returns undefined for 2xx and 304, which are no failures.
 */
export function upstreamStatusAnswer({ status, headers, body }: UpstreamStatus): FailureAnswer | undefined {
  const code = upstreamStatusCode(status)
  if (code === undefined) return undefined
  const answer = failureAnswer(code)
  switch (code) {
    case 'UPSTREAM_FAULT':
      return { ...answer, status }
    case 'UPSTREAM_BUSY': {
      const delay = headers['retry-after'] ?? ''
      return withHeaders(answer, { 'retry-after': DELAY.test(delay) ? delay : RETRY_AFTER })
    }
    case 'UPSTREAM_INVALID':
    case 'UPSTREAM_UNPROCESSABLE':
      return { ...answer, body: (body && cleanOutcome(body)) ?? answer.body }
    default:
      return answer
  }
}
