/**
 * Why a request could not be read. Nothing that is refused is ever forwarded.
 * The codes are the log's, the metrics' and the documentation's; the text is what the caller is told.
 */
export const refusals = {
  TARGET_MALFORMED: { status: 400, issue: 'invalid', show: 'The request target is not valid.' },
  TARGET_TOO_LONG: { status: 414, issue: 'too-long', show: 'The request target is too long.' },
  PATH_UNKNOWN: { status: 404, issue: 'not-found', show: 'There is nothing at this path.' },
  TYPE_UNKNOWN: { status: 404, issue: 'not-supported', show: 'This resource type is not known here.' },
  METHOD_NOT_ALLOWED: { status: 405, issue: 'not-supported', show: 'This method is not allowed here.' },
  QUERY_MALFORMED: { status: 400, issue: 'invalid', show: 'The query is not valid.' },
  PARAMETER_UNKNOWN: { status: 400, issue: 'not-supported', show: 'A search parameter is not known here.' },
  PARAMETER_INVALID: { status: 400, issue: 'value', show: 'A parameter has a value that is not valid.' },
  TOO_MANY_PARAMETERS: {
    status: 400,
    issue: 'too-costly',
    show: 'The request has too many parameters, values or includes.',
  },
  CHAIN_TOO_DEEP: { status: 400, issue: 'too-costly', show: 'A chain has too many steps.' },
  CRITERIA_REQUIRED: { status: 400, issue: 'required', show: 'A conditional request needs search criteria.' },
  HEADER_MALFORMED: { status: 400, issue: 'invalid', show: 'A request header is not valid.' },
  HEADER_DUPLICATE: { status: 400, issue: 'invalid', show: 'A request header is given more than once.' },
  HEADER_NOT_SUPPORTED: { status: 400, issue: 'not-supported', show: 'A request header is not supported here.' },
  TOO_MANY_HEADERS: { status: 431, issue: 'too-long', show: 'The request has too many headers.' },
  BODY_NOT_ALLOWED: { status: 400, issue: 'invalid', show: 'This request must not have a body.' },
  BODY_TOO_LARGE: { status: 413, issue: 'too-long', show: 'The request body is too large.' },
  BODY_REQUIRED: { status: 400, issue: 'required', show: 'This request needs a body.' },
  BODY_MALFORMED: { status: 400, issue: 'structure', show: 'The request body is not valid JSON.' },
  BODY_TOO_DEEP: { status: 400, issue: 'too-costly', show: 'The request body is nested too deeply.' },
  BODY_DUPLICATE_KEY: {
    status: 400,
    issue: 'structure',
    show: 'The request body has an object that uses the same name twice.',
  },
  BODY_TIMEOUT: { status: 408, issue: 'timeout', show: 'The request body did not arrive in time.' },
  RESOURCE_MISMATCH: {
    status: 400,
    issue: 'invalid',
    show: 'The request body does not match the address it was sent to.',
  },
  SUBSCRIPTION_ENDPOINT: {
    status: 422,
    issue: 'business-rule',
    show: 'A Subscription can only send to an https address.',
  },
  SUBSCRIPTION_CRITERIA: {
    status: 422,
    issue: 'business-rule',
    show: 'The criteria of a Subscription must be a search on one type, without result parameters.',
  },
  MEDIA_TYPE: {
    status: 415,
    issue: 'not-supported',
    show: 'This media type is not supported here; send application/fhir+json.',
  },
  NOT_ACCEPTABLE: { status: 406, issue: 'not-supported', show: 'Only application/fhir+json can be returned.' },
  BUNDLE_TYPE: { status: 400, issue: 'not-supported', show: 'Only a batch or transaction Bundle can be sent here.' },
  BUNDLE_TOO_LARGE: { status: 413, issue: 'too-costly', show: 'The Bundle has too many entries.' },
  ENTRY_MALFORMED: { status: 400, issue: 'invalid', show: 'A Bundle entry is not valid.' },
  ENTRY_URL: { status: 400, issue: 'invalid', show: 'The url of a Bundle entry is not valid.' },
  PAGE_UNKNOWN: { status: 404, issue: 'not-found', show: 'This page does not exist or is no longer available.' },
} as const satisfies Record<string, { status: number; issue: string; show: string }>

export type RefusalCode = keyof typeof refusals

/** A request that was not understood. A value, not an exception: hostile input is ordinary. */
export interface Refusal {
  readonly refused: RefusalCode
  /** What exactly, for logs and `explain` only; never sent to the caller. May hold client text. */
  readonly detail: string
  /** The Bundle entry it was found in. */
  readonly entry?: number
  /** Of METHOD_NOT_ALLOWED: the methods that are, where the path is known. */
  readonly allowed?: readonly string[]
}

export function refuse(code: RefusalCode, detail: string, entry?: number): Refusal {
  return entry === undefined ? { refused: code, detail } : { refused: code, detail, entry }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value
}
