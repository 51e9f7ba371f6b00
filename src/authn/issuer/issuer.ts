import type { ClaimNames } from '../claims/access-token.ts'
import type { ContextReading } from '../claims/launch-context.ts'
import type { IntrospectionOptions } from '../introspection/options.ts'

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
  /** Whether a token that says nothing of its audience passes. */
  readonly missingAudience?: 'refuse' | 'accept'
  /** The bases that `authorization_details` name this server by; absent: `audience`. */
  readonly locations?: readonly string[]
  /** Takes `Patient/123` for the launch patient 123. */
  readonly patientReference?: boolean
  readonly profile?: 'smart' | 'iua'
  /** Milliseconds between `iat` and `exp`. */
  readonly maxLifetime?: number | undefined
  /** Milliseconds after `iat`. */
  readonly maxTokenAge?: number | undefined
  readonly clients?: Readonly<Record<string, ClientOptions>>
  readonly introspection?: IntrospectionOptions | undefined
  /** Allows http to other machines than this one. */
  readonly allowPlainText: boolean
}

/** What is asked of the tokens of one client beyond what is asked of all. */
export interface ClientOptions {
  /** Milliseconds between `iat` and `exp`. */
  readonly maxLifetime?: number | undefined
}

/** The rules of one issuer for its tokens, ready to be compared with. */
export interface TokenRules extends ContextReading {
  readonly audience: ReadonlySet<string>
  readonly algorithms: ReadonlySet<string>
  readonly tokenTypes: ReadonlySet<string>
  /** Seconds. */
  readonly clockSkew: number
  readonly claims: ClaimNames
  readonly missingAudience: 'refuse' | 'accept'
  readonly profile: 'smart' | 'iua'
  /** Seconds. */
  readonly maxLifetime: number | undefined
  /** Seconds. */
  readonly maxTokenAge: number | undefined
  readonly clients: ReadonlyMap<string, ClientRules>
}

export interface ClientRules {
  /** Seconds. */
  readonly maxLifetime: number | undefined
}

const MAX_CLOCK_SKEW = 120

export function rulesOf(issuer: IssuerOptions): TokenRules {
  return {
    audience: new Set(issuer.audience),
    algorithms: new Set(issuer.algorithms),
    tokenTypes: new Set(issuer.tokenTypes.map(tokenType)),
    clockSkew: Math.min(issuer.clockSkew / 1000, MAX_CLOCK_SKEW),
    claims: issuer.claims,
    missingAudience: issuer.missingAudience ?? 'refuse',
    locations: new Set(issuer.locations ?? issuer.audience),
    patientReference: issuer.patientReference ?? false,
    profile: issuer.profile ?? 'smart',
    maxLifetime: seconds(issuer.maxLifetime),
    maxTokenAge: seconds(issuer.maxTokenAge),
    clients: new Map(Object.entries(issuer.clients ?? {}).map(([id, client]) => [id, clientRules(client)])),
  }
}

function clientRules({ maxLifetime }: ClientOptions): ClientRules {
  return { maxLifetime: seconds(maxLifetime) }
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000
}

/** The `typ` header as it is compared: media types ignore case, and `application/` may be left out (RFC 7515 §4.1.9). */
export function tokenType(typ: string | undefined): string {
  return typ === undefined ? 'absent' : typ.toLowerCase().replace(/^application\//, '')
}
