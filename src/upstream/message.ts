/**
 * What goes to the FHIR server: written afresh from an Interaction, never from the client's bytes.
 * `path` is relative to `upstream.url` (no leading slash), already percent-encoded; `''` is the base itself.
 */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** Without `?`; encoded. Empty = none. */
  readonly query: string
  /** Lower-case names; only what the interaction and the gateway itself put there. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
}

export interface UpstreamResponse {
  readonly status: number
  /** Lower-case names; repeated headers joined by `, `. Hop-by-hop headers removed. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as it arrives, with backpressure. Must be consumed or destroyed. */
  readonly body: AsyncIterable<Buffer> & { destroy(): void }
}

/** The upstream could not be asked, or did not answer in time. Never carries an address. */
export interface UpstreamFailure {
  readonly failed: 'connect' | 'timeout' | 'reset' | 'protocol' | 'aborted' | 'unavailable'
  /** For the log only; no addresses, no urls. */
  readonly detail: string
  /** Of `unavailable`, for which nothing was sent: whole seconds until it may be worth while. */
  readonly retryAfter?: number
}
