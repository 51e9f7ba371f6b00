/** What the listener needs of the configuration; the `server` and `cors` sections of `gatehouse.yaml` have these members. */
export interface ServerSettings {
  readonly publicUrl: Readonly<URL>
  readonly listen: { readonly host: string; readonly port: number }
  /** Absent: plain text. */
  readonly tls?: TlsSettings | undefined
  /** CIDRs or addresses whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  readonly limits: {
    /** Bytes of the request target. */
    readonly url: number
    /** Bytes of all header names and values. */
    readonly headers: number
    readonly headerCount: number
    readonly connections: number
    /** Of one address that is no trusted proxy. */
    readonly connectionsPerAddress: number
    /** Requests being answered at once. */
    readonly inflight: number
    /** Milliseconds that work may wait for its turn. */
    readonly eventLoopDelay: number
  }
  /** Milliseconds. `idle` closes connections on which nothing moves; `notice` goes by before the end begins, `drain` bounds it. */
  readonly timeouts: {
    readonly headers: number
    readonly request: number
    readonly idle: number
    readonly notice: number
    readonly drain: number
  }
}

export interface TlsSettings {
  /** Paths of PEM files. */
  readonly cert: string
  readonly key: string
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
  readonly clientAuth: 'none' | 'request' | 'require'
  readonly clientCa?: string | undefined
}

export interface CorsSettings {
  /** Exact origins; none = no CORS headers at all. */
  readonly origins: readonly string[]
  /** Milliseconds a preflight may be cached. */
  readonly maxAge: number
}

/** Path under which everything FHIR lies: no trailing slash; empty when it is the whole host. */
export function mountOf(publicUrl: Readonly<URL>): string {
  return publicUrl.pathname.replace(/\/+$/, '')
}

/** Where RFC 9728 §3.1 puts the metadata of the protected resource: between the host and the path of its base. */
export function resourceMetadataPath(publicUrl: Readonly<URL>): string {
  return `/.well-known/oauth-protected-resource${mountOf(publicUrl)}`
}
