import type { Resource } from './resource.ts'

/** One request as the server's handlers see it; entries of a Bundle take the same shape (http.html#transaction). */
export interface FhirRequest {
  readonly method: string
  /** Decoded segments below the base. */
  readonly path: readonly string[]
  /** Decoded, in order; for `_search` the form's pairs follow those of the URL (http.html#search). */
  readonly query: readonly QueryPair[]
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The parsed JSON body. */
  readonly body?: unknown
  /** The base that links are written with. */
  readonly base: string
  /** The id that an entry of a transaction will have if it creates, given out before any entry runs. */
  readonly assignedId?: string
}

export type QueryPair = readonly [name: string, value: string]

export interface FhirAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Resource
  /** Set instead of `body` where a Binary is served in its own type (binary.html#rest). */
  readonly content?: { readonly type: string; readonly bytes: Buffer }
}

/** Stands in every failure, so that a test can see whether an answer of this server got out unfiltered. */
export const internalsMarker = 'demo-store.internal'

/**
 * A failure as a talkative server gives it: the text names ids and internals on purpose.
 *
 * @param code an IssueType (valueset-issue-type.html)
 */
export function failure(status: number, code: string, diagnostics: string): FhirAnswer {
  return {
    status,
    headers: {},
    body: {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code, diagnostics: `DEMO-${status}: ${diagnostics} [${internalsMarker}]` }],
    },
  }
}

export function isFailure(value: unknown): value is FhirAnswer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'status' in value &&
    typeof value.status === 'number' &&
    value.status >= 400
  )
}

/** The first value of `name` in the query. */
export function parameter(request: FhirRequest, name: string): string | undefined {
  return request.query.find(([key]) => key === name)?.[1]
}
