import { type AccessToken, readAccessToken } from '../claims/access-token.ts'
import { checkClaims } from '../claims/claim-rules.ts'
import { valuesAt } from '../claims/claim-value.ts'
import { isOtherToken } from '../claims/other-token.ts'
import { type AuthenticationFailure, fail } from '../failure.ts'
import type { TokenRules } from '../issuer/issuer.ts'

type Members = Readonly<Record<string, unknown>>

/** `token_type` of what may be used at a resource server (RFC 7662 §2.2); a refresh token is active as well. */
const TOKEN_TYPES = new Set(['bearer', 'dpop'])

/**
 * Reads the answer to a question about a token, and checks it like a token: the endpoint vouches for the issuer, not for our
 * being the audience (RFC 7662 §4). `scope`, `client_id` and `exp` must be there (SMART App Launch 2.2, "Token
 * Introspection"); `iss` may be left out, as the issuer was asked itself.
 *
 * @param asked `jwt`: the same token was verified, so its own audience has been checked already.
 * @param now seconds since the epoch.
 */
export function readAnswer(
  members: Members,
  issuer: string,
  rules: TokenRules,
  asked: 'opaque' | 'jwt',
  now: number,
): AccessToken | AuthenticationFailure {
  if (members.iss !== undefined && members.iss !== issuer) return fail('ISSUER_UNKNOWN', 'iss of the answer')
  const type = members.token_type
  if (type !== undefined && !(typeof type === 'string' && TOKEN_TYPES.has(type.toLowerCase()))) {
    return fail('TYPE_REFUSED', 'token_type of the answer')
  }
  if (isOtherToken(members)) return fail('TYPE_REFUSED', 'typ of the answer')

  const token = readAccessToken({ ...members, iss: issuer }, rules.claims, rules)
  if ('unauthenticated' in token) return token
  if (token.clientId === undefined) return fail('CLAIM_MISSING', 'client')
  const scoped = members.authorization_details !== undefined || valuesAt(members, rules.claims.scope).length > 0
  if (!scoped) return fail('CLAIM_MISSING', 'scope')
  const applied = asked === 'jwt' ? { ...rules, missingAudience: 'accept' as const } : rules
  return checkClaims(token, applied, now) ?? token
}
