import { hash } from 'node:crypto'
import type { Principal } from '../scopes/principal.ts'
import type { BearerToken } from './bearer.ts'
import { createJwtCheck } from './check-jwt.ts'
import { createOpaqueCheck } from './check-opaque.ts'
import { type AuthenticationCode, type AuthenticationFailure, isAuthenticationFailure } from './failure.ts'
import type { Fetch, FetchLimits } from './issuer/fetch-json.ts'
import type { IssuerOptions } from './issuer/issuer.ts'
import type { IssuerKeys } from './issuer/jwks.ts'
import { type IssuerEvents, trustIssuer } from './issuer/trusted-issuer.ts'
import { isOpaque } from './opaque.ts'
import type { ReadScopes } from './principal.ts'
import { createTokenCache } from './token-cache.ts'
import type { Verdict } from './verdict.ts'

export type Authenticated = Principal | AuthenticationFailure

/** What happens, for metrics. `issuer` is a configured issuer, or `unknown`. */
export interface AuthenticationEvents extends IssuerEvents {
  readonly onValidation?: (issuer: string, result: 'ok' | AuthenticationCode) => void
  readonly onCache?: (result: 'hit' | 'miss') => void
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

export interface IssuerState {
  readonly issuer: string
  readonly keys: ReturnType<IssuerKeys['state']>
  /** Milliseconds by which the local clock is ahead of the issuer's; undefined before it was seen. */
  readonly clockOffset: number | undefined
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
  states(): readonly IssuerState[]
}

const MAX_TOKENS = 10_000
const MAX_CACHED_BYTES = 32 * 1024 * 1024
const MAX_PENDING = 256

/** Makes the stage that turns an access token into a Principal (RFC 6750, RFC 9068, RFC 7662): read or asked about, checked, remembered. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const now = options.now ?? Date.now
  const monotonic = options.monotonic ?? (() => performance.now())
  const trust = { ...options, now, monotonic }
  const issuers = new Map(options.issuers.map((each) => [each.issuer, trustIssuer(each, trust)]))
  const { readScopes } = options
  const checkJwt = createJwtCheck({ issuers, readScopes, now, maxPending: options.maxPending ?? MAX_PENDING })
  const checkOpaque = createOpaqueCheck({ issuers: issuers.values(), readScopes, now })
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

  function remember(digest: string, verdict: Verdict): Authenticated {
    if ('failure' in verdict) {
      cache.refuse(digest, verdict)
      return report(verdict.issuer, verdict.failure)
    }
    cache.accept(digest, verdict)
    return report(verdict.issuer, verdict.principal)
  }

  function authenticate(credential: BearerToken | AuthenticationFailure): Authenticated | Promise<Authenticated> {
    if (isAuthenticationFailure(credential)) return credential
    const digest = digestOf(credential)
    const known = remembered(digest)
    if (known !== undefined) return known
    options.onCache?.('miss')
    return pending.get(digest) ?? validate(credential.token, digest)
  }

  /** A token that many requests bring at once is checked once. */
  function validate(token: string, digest: string): Authenticated | Promise<Authenticated> {
    const check = isOpaque(token) ? checkOpaque(token) : checkJwt(token)
    if ('failure' in check) return report(check.issuer, check.failure)
    const validated = check.verdict
      .then((verdict) => remember(digest, verdict))
      .finally(() => {
        pending.delete(digest)
      })
    pending.set(digest, validated)
    return validated
  }

  return {
    authenticate,
    recall: (credential) => remembered(digestOf(credential)),
    async warm() {
      await Promise.all([...issuers.values()].map(({ keys }) => keys.warm()))
    },
    states: () =>
      [...issuers.values()].map(({ name, keys, clock }) => ({
        issuer: name,
        keys: keys.state(),
        clockOffset: clock.offset(),
      })),
  }
}

function digestOf({ token }: BearerToken): string {
  return hash('sha256', token, 'base64')
}
