import type { Grants } from './grants.ts'

/** Who is asking: everything the rest of the road may know of the token. Identity is (issuer, subject); `sub` alone is not unique. */
export interface Principal {
  readonly issuer: string
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly tokenId: string | undefined
  /** Seconds since the epoch. */
  readonly expiresAt: number
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
