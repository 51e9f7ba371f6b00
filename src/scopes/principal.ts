import type { Grants } from './grants.ts'

/** `cnf` of a sender-constrained token; with both members, both have to be proven. */
export interface Confirmation {
  /** Thumbprint of the DPoP key (RFC 9449 §6). */
  readonly jkt?: string
  /** SHA-256 thumbprint of the client's certificate (RFC 8705 §3). */
  readonly x5tS256?: string
}

/** Who is asking: everything the rest of the road may know of the token. Identity is (issuer, subject); `sub` alone is not unique. */
export interface Principal {
  readonly issuer: string
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly tokenId: string | undefined
  /** Seconds since the epoch. */
  readonly expiresAt: number
  readonly issuedAt: number | undefined
  /** How the token was checked: by its signature, or by asking its issuer (RFC 7662). */
  readonly source: 'jwt' | 'introspection'
  /** What the caller has to prove to hold with every request; undefined for a token that whoever has it may use. */
  readonly confirmation: Confirmation | undefined
  readonly grants: Grants
  /** The launch patient's bare logical id. */
  readonly patient: string | undefined
  readonly encounter: string | undefined
  readonly fhirUser: string | undefined
  readonly roles: readonly string[]
  readonly purposeOfUse: readonly string[]
  /** The verified claims, for policy conditions. Never logged. */
  readonly claims: Readonly<Record<string, unknown>>
}
