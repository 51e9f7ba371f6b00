/** What the discovery documents rest on beside the issuer's metadata. */
export interface Site {
  /** The public base, without a slash at the end. */
  readonly base: string
  /** The `smart` section of the configuration; what it names wins. */
  readonly own: OwnFields
  /** All trusted issuers, the one that the SMART document speaks of first. */
  readonly issuers: readonly [string, ...string[]]
  readonly binding: Binding
  /** Whether a resource scope grants something here. */
  readonly honours: (scope: string) => boolean
}

/** The `smart` section; members that are absent come from the issuer. */
export interface OwnFields {
  readonly capabilities: readonly string[]
  readonly [field: string]: unknown
}

/** How tokens may be bound to their senders here. */
export interface Binding {
  /** Signature algorithms of DPoP proofs that are accepted (RFC 9449 §5.1); none: DPoP is off. */
  readonly dpopAlgorithms: readonly string[]
  /** Certificate-bound tokens can be checked here (RFC 8705 §3). */
  readonly certificates: boolean
  /** Every issuer's tokens have to be bound. */
  readonly required: boolean
}

/** Metadata of an issuer as it came (RFC 8414 §2, OpenID Connect Discovery §3). */
export type IssuerDocument = Readonly<Record<string, unknown>>

export type Document = Readonly<Record<string, unknown>>
