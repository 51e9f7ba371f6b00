import { type AuthenticationFailure, fail } from '../failure.ts'
import type { TokenRules } from '../issuer/issuer.ts'
import type { AccessToken } from './access-token.ts'
import { checkIua } from './iua.ts'
import { checkLifetime } from './lifetime.ts'

/**
 * What is asked of every token, whether its signature was checked or its issuer was asked (RFC 7519 §4.1, RFC 7662 §4):
 * times, life, audience, and what the issuer's profile adds.
 *
 * @param now seconds since the epoch.
 */
export function checkClaims(token: AccessToken, rules: TokenRules, now: number): AuthenticationFailure | undefined {
  return (
    checkTimes(token, rules.clockSkew, now) ??
    checkLifetime(token, rules, now) ??
    checkAudience(token, rules) ??
    (rules.profile === 'iua' ? checkIua(token) : undefined)
  )
}

/** One skew for all times (RFC 7519 §4.1.4–4.1.6). */
function checkTimes(token: AccessToken, skew: number, now: number): AuthenticationFailure | undefined {
  if (now >= token.expiresAt + skew) return fail('TOKEN_EXPIRED', 'exp')
  if (token.notBefore !== undefined && token.notBefore > now + skew) return fail('TOKEN_NOT_YET_VALID', 'nbf')
  if (token.issuedAt !== undefined && token.issuedAt > now + skew) return fail('TOKEN_NOT_YET_VALID', 'iat')
  return undefined
}

/** A token that is not meant for us must be refused (RFC 7519 §4.1.3): a server that it is meant for could replay it here. */
function checkAudience({ audience }: AccessToken, rules: TokenRules): AuthenticationFailure | undefined {
  if (audience.length === 0) return rules.missingAudience === 'accept' ? undefined : fail('CLAIM_MISSING', 'aud')
  return audience.some((each) => rules.audience.has(each)) ? undefined : fail('AUDIENCE_REFUSED', 'aud')
}
