import { hash } from 'node:crypto'
import type { Principal } from '../scopes/principal.ts'
import type { AccessToken } from './access-token.ts'
import type { BearerToken } from './bearer.ts'
import { type CompactJws, readCompactJws } from './compact-jws.ts'
import { type AuthenticationCode, type AuthenticationFailure, fail, isAuthenticationFailure } from './failure.ts'
import type { Fetch, FetchLimits, FetchProblem } from './fetch-json.ts'
import type { IssuerOptions } from './issuer.ts'
import type { IssuerKeys } from './jwks.ts'
import { principalOf, type ReadScopes } from './principal.ts'
import { verifySignature } from './signature.ts'
import { createTokenCache } from './token-cache.ts'
import { checkToken } from './token-rules.ts'
import { type TrustedIssuer, trustIssuer } from './trusted-issuer.ts'

export type Authenticated = Principal | AuthenticationFailure

/** What happens, for metrics. `issuer` is a configured issuer, or `unknown`. */
export interface AuthenticationEvents {
  readonly onValidation?: (issuer: string, result: 'ok' | AuthenticationCode) => void
  readonly onCache?: (result: 'hit' | 'miss') => void
  readonly onKeyRefresh?: (issuer: string, result: 'ok' | FetchProblem) => void
}

export interface AuthenticatorOptions extends AuthenticationEvents {
  readonly issuers: readonly IssuerOptions[]
  readonly readScopes: ReadScopes
  /** Wall clock, milliseconds since the epoch. */
  readonly now?: () => number
  /** Monotonic milliseconds. */
  readonly monotonic?: () => number
  readonly fetch?: Fetch
  readonly fetchLimits?: FetchLimits
  /** Verified tokens remembered at once. */
  readonly maxTokens?: number
  /** Tokens of one issuer under verification at once; one more is told to come back later. */
  readonly maxPending?: number
}

export interface Authenticator {
  /**
   * Who presents this credential. Never rejects for what a token or an issuer does.
   * Answers at once, without a promise, for a token that was seen before and for one that fails before cryptography.
   */
  authenticate(credential: BearerToken | AuthenticationFailure): Authenticated | Promise<Authenticated>
  /** What is remembered of this token; undefined when it would have to be verified. Costs no cryptography but a digest. */
  recall(credential: BearerToken): Authenticated | undefined
  /** Fetches the keys of all issuers, for start-up. Never rejects: an issuer that is down now is asked again when needed. */
  warm(): Promise<void>
  /** For readiness. */
  states(): readonly { readonly issuer: string; readonly keys: ReturnType<IssuerKeys['state']> }[]
  /** Forgets all verified tokens, as after a change of the rules. */
  forget(): void
}

const MAX_TOKENS = 10_000
const MAX_CACHED_BYTES = 32 * 1024 * 1024
const MAX_PENDING = 256

/** Makes the stage that turns a bearer token into a Principal (RFC 6750, RFC 9068): read, check, verify, remember. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const now = options.now ?? Date.now
  const monotonic = options.monotonic ?? (() => performance.now())
  const issuers = new Map(options.issuers.map((each) => [each.issuer, trustIssuer(each, { ...options, monotonic })]))
  const maxTokens = options.maxTokens ?? MAX_TOKENS
  const cache = createTokenCache({ now, monotonic, maxTokens, maxBytes: MAX_CACHED_BYTES })
  const pending = new Map<string, Promise<Authenticated>>()

  function report<T extends Authenticated>(issuer: string, result: T): T {
    options.onValidation?.(issuer, isAuthenticationFailure(result) ? result.unauthenticated : 'ok')
    return result
  }

  function remembered(digest: string): Authenticated | undefined {
    const known = cache.get(digest)
    if (known !== undefined) options.onCache?.('hit')
    return known
  }

  function authenticate(credential: BearerToken | AuthenticationFailure): Authenticated | Promise<Authenticated> {
    if (isAuthenticationFailure(credential)) return credential
    const digest = digestOf(credential)
    const known = remembered(digest)
    if (known !== undefined) return known
    options.onCache?.('miss')
    return pending.get(digest) ?? validate(credential.token, digest)
  }

  function validate(token: string, digest: string): Authenticated | Promise<Authenticated> {
    const jws = readCompactJws(token)
    if (isAuthenticationFailure(jws)) return report('unknown', jws)
    const issuer = typeof jws.claims.iss === 'string' ? issuers.get(jws.claims.iss) : undefined
    if (issuer === undefined) return report('unknown', fail('ISSUER_UNKNOWN', 'iss is not a configured issuer'))
    const accessToken = checkToken(jws, issuer.rules, now() / 1000)
    if (isAuthenticationFailure(accessToken)) return report(issuer.name, accessToken)
    if (issuer.pending >= (options.maxPending ?? MAX_PENDING)) {
      return report(issuer.name, fail('VERIFICATION_BUSY', 'too many tokens of this issuer under verification'))
    }

    issuer.pending++
    const verified = verify(jws, accessToken, issuer, digest)
      .then((result) => report(issuer.name, result))
      .finally(() => {
        issuer.pending--
        pending.delete(digest)
      })
    pending.set(digest, verified)
    return verified
  }

  async function verify(
    jws: CompactJws,
    accessToken: AccessToken,
    { keys }: TrustedIssuer,
    digest: string,
  ): Promise<Authenticated> {
    const { key, generation } = await verifySignature(jws, keys)
    if (isAuthenticationFailure(key)) {
      if (key.unauthenticated === 'SIGNATURE_INVALID') cache.refuse(digest, key, keys, generation)
      return key
    }
    const principal = principalOf(accessToken, options.readScopes)
    cache.accept(digest, principal, key, keys, jws.token.length)
    return principal
  }

  return {
    authenticate,
    recall: (credential) => remembered(digestOf(credential)),
    async warm() {
      await Promise.all([...issuers.values()].map(({ keys }) => keys.warm()))
    },
    states: () => [...issuers.values()].map(({ name, keys }) => ({ issuer: name, keys: keys.state() })),
    forget: cache.clear,
  }
}

function digestOf({ token }: BearerToken): string {
  return hash('sha256', token, 'base64')
}
