import type { ClaimNames } from './access-token.ts'

/** One trusted issuer, as the configuration's `issuers` section holds it. */
export interface IssuerOptions {
  /** Compared with `iss` character by character (RFC 9068 §4): no folding of a trailing slash. */
  readonly issuer: string
  /** Absent: taken from the issuer's metadata. */
  readonly jwksUri?: string | URL | undefined
  /** Any of these must be in `aud`. */
  readonly audience: readonly string[]
  readonly algorithms: readonly string[]
  /** Accepted `typ` headers, without `application/`; the word `absent` accepts a token that has none. */
  readonly tokenTypes: readonly string[]
  /** Milliseconds, for every comparison with a time of the token; never more than two minutes. */
  readonly clockSkew: number
  readonly claims: ClaimNames
  /** Allows http to other machines than this one. */
  readonly allowPlainText: boolean
}

/** The rules of one issuer for its tokens, ready to be compared with. */
export interface TokenRules {
  readonly audience: ReadonlySet<string>
  readonly algorithms: ReadonlySet<string>
  readonly tokenTypes: ReadonlySet<string>
  /** Seconds. */
  readonly clockSkew: number
  readonly claims: ClaimNames
}

const MAX_CLOCK_SKEW = 120

export function rulesOf(issuer: IssuerOptions): TokenRules {
  return {
    audience: new Set(issuer.audience),
    algorithms: new Set(issuer.algorithms),
    tokenTypes: new Set(issuer.tokenTypes.map(tokenType)),
    clockSkew: Math.min(issuer.clockSkew / 1000, MAX_CLOCK_SKEW),
    claims: issuer.claims,
  }
}

/** The `typ` header as it is compared: media types ignore case, and `application/` may be left out (RFC 7515 §4.1.9). */
export function tokenType(typ: string | undefined): string {
  return typ === undefined ? 'absent' : typ.toLowerCase().replace(/^application\//, '')
}
