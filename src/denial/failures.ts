import { type OwnAnswer, outcomeAnswers, type Told } from './outcome.ts'

/**
 * What can go wrong behind the gateway or in it, and what the caller is told of it: nothing of the FHIR server's own
 * words, addresses or state. The codes are the log's, the metrics' and the documentation's.
 */
export const failures = {
  UPSTREAM_UNREACHABLE: { status: 502, issue: 'transient', show: 'The FHIR server cannot be reached.' },
  UPSTREAM_BROKEN: {
    status: 502,
    issue: 'exception',
    severity: 'fatal',
    show: 'The answer of the FHIR server could not be used.',
  },
  UPSTREAM_BROKEN_WRITE: {
    status: 502,
    issue: 'exception',
    severity: 'fatal',
    show: 'The answer of the FHIR server could not be used. It is not known whether the request was carried out.',
  },
  UPSTREAM_TIMEOUT: { status: 504, issue: 'timeout', show: 'The FHIR server did not answer in time.' },
  UPSTREAM_TIMEOUT_WRITE: {
    status: 504,
    issue: 'timeout',
    show: 'The FHIR server did not answer in time. It is not known whether the request was carried out.',
  },
  UPSTREAM_FAULT: { status: 500, issue: 'exception', show: 'The FHIR server failed.' },
  UPSTREAM_BUSY: { status: 503, issue: 'transient', show: 'The FHIR server cannot take the request now.' },
  UPSTREAM_UNAVAILABLE: {
    status: 503,
    issue: 'transient',
    show: 'The FHIR server is failing at the moment; try again later.',
  },
  UPSTREAM_DENIED: { status: 502, issue: 'exception', show: 'The FHIR server did not accept the gateway.' },
  UPSTREAM_REDIRECT: { status: 502, issue: 'exception', show: 'The FHIR server answered with a redirection.' },
  UPSTREAM_UNEXPECTED: { status: 502, issue: 'exception', show: 'The FHIR server answered with an unexpected status.' },
  UPSTREAM_NOT_FOUND: { status: 404, issue: 'not-found', show: 'Not found' },
  UPSTREAM_INVALID: { status: 400, issue: 'invalid', show: 'The FHIR server rejected the request as invalid.' },
  UPSTREAM_METHOD: { status: 405, issue: 'not-supported', show: 'The FHIR server does not support this interaction.' },
  UPSTREAM_CONFLICT: {
    status: 409,
    issue: 'conflict',
    show: 'The request conflicts with the state of the FHIR server.',
  },
  UPSTREAM_PRECONDITION: { status: 412, issue: 'conflict', show: 'A condition of the request does not hold.' },
  UPSTREAM_TOO_LARGE: { status: 413, issue: 'too-long', show: 'The request is too large for the FHIR server.' },
  UPSTREAM_MEDIA_TYPE: {
    status: 415,
    issue: 'not-supported',
    show: 'The FHIR server does not support this media type.',
  },
  UPSTREAM_UNPROCESSABLE: { status: 422, issue: 'processing', show: 'The FHIR server cannot process the content.' },
  ISSUER_UNREACHABLE: { status: 503, issue: 'transient', show: 'The authorization server cannot be reached.' },
  LIMIT_EXCEEDED: { status: 429, issue: 'throttled', show: 'Too many requests; try again later.' },
  LIMIT_TOO_COSTLY: { status: 429, issue: 'too-costly', show: 'The request costs more than is allowed at once.' },
  LIMIT_UNKNOWN: { status: 503, issue: 'transient', show: 'The request cannot be counted now; try again later.' },
  ACCESS_BLOCKED: { status: 403, issue: 'forbidden', show: 'Access is blocked.' },
  BLOCKS_UNKNOWN: { status: 503, issue: 'transient', show: 'The request cannot be decided now; try again later.' },
  BLOCKS_UNKNOWN_WRITE: {
    status: 503,
    issue: 'transient',
    show: 'Whether the answer may be given cannot be decided now. It is not known whether the request was carried out.',
  },
  OVERLOADED: { status: 503, issue: 'transient', show: 'The gateway is overloaded at the moment; try again later.' },
  FAULT: { status: 500, issue: 'exception', severity: 'fatal', show: 'The request could not be handled.' },
} as const satisfies Record<string, Told>

export type FailureCode = keyof typeof failures

/** An answer to a failure, with the code by which it is logged and counted. */
export interface FailureAnswer extends OwnAnswer {
  readonly code: FailureCode
}

const answers = outcomeAnswers(failures)

export function failureAnswer(code: FailureCode): FailureAnswer {
  return { ...answers[code], code }
}
