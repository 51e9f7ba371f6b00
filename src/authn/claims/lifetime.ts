import { type AuthenticationFailure, fail } from '../failure.ts'
import type { TokenRules } from '../issuer/issuer.ts'
import type { AccessToken } from './access-token.ts'

/**
 * Whether a token lives no longer than its issuer and client may let it (RFC 9700 §4.9.2: short lives bound what a stolen
 * token is good for). Both caps hold where both are set; a token without `iat` cannot be judged by them.
 *
 * @param now seconds since the epoch.
 */
export function checkLifetime(token: AccessToken, rules: TokenRules, now: number): AuthenticationFailure | undefined {
  const ofClient = token.clientId === undefined ? undefined : rules.clients.get(token.clientId)?.maxLifetime
  const cap = Math.min(rules.maxLifetime ?? Number.POSITIVE_INFINITY, ofClient ?? Number.POSITIVE_INFINITY)
  if (cap === Number.POSITIVE_INFINITY && rules.maxTokenAge === undefined) return undefined
  if (token.issuedAt === undefined) return fail('CLAIM_MISSING', 'iat')
  if (token.expiresAt - token.issuedAt > cap) return fail('LIFETIME_REFUSED', 'exp − iat')
  return now >= lastMoment(token, rules) + rules.clockSkew ? fail('TOKEN_TOO_OLD', 'iat') : undefined
}

/** When a token stops to be good, by its `exp` and by the age that the issuer's tokens may have; seconds, without skew. */
export function lastMoment({ expiresAt, issuedAt }: AccessToken, { maxTokenAge }: TokenRules): number {
  if (maxTokenAge === undefined || issuedAt === undefined) return expiresAt
  return Math.min(expiresAt, issuedAt + maxTokenAge)
}
