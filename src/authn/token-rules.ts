import { type AccessToken, readAccessToken } from './claims/access-token.ts'
import { checkClaims } from './claims/claim-rules.ts'
import { valuesAt } from './claims/claim-value.ts'
import { isOtherToken } from './claims/other-token.ts'
import type { CompactJws } from './compact-jws.ts'
import { type AuthenticationFailure, fail } from './failure.ts'
import { type TokenRules, tokenType } from './issuer/issuer.ts'

/** The type of RFC 9068 access tokens, whose claims are prescribed. */
const ACCESS_TOKEN_TYPE = 'at+jwt'
/** Claims that only ID tokens have (OpenID Connect Core §2, §3.1.3.6). */
const IDENTITY_TOKEN_CLAIMS = ['nonce', 'at_hash']
/** Claims that only access tokens have scopes in. */
const SCOPE_CLAIMS = ['scope', 'scp']

/**
 * Everything that an issuer's rules ask of a token except its signature (RFC 9068 §2.2, §4; RFC 8725 §3.8–3.12).
 * It is asked first because it costs little: what fails here never costs a signature check.
 * INVARIANT: the caller believes the result only after the signature over the same token was verified.
 *
 * @param now seconds since the epoch.
 */
export function checkToken(jws: CompactJws, rules: TokenRules, now: number): AccessToken | AuthenticationFailure {
  if (!rules.algorithms.has(jws.algorithm)) return fail('ALGORITHM_REFUSED', 'alg is not allowed for this issuer')
  const type = tokenType(jws.type)
  if (!rules.tokenTypes.has(type)) return fail('TYPE_REFUSED', 'typ is not allowed for this issuer')

  const token = readAccessToken(jws.claims, rules.claims, rules)
  if ('unauthenticated' in token) return token
  return (
    (token.issuedAt === undefined ? fail('CLAIM_MISSING', 'iat') : undefined) ??
    checkClaims(token, rules, now) ??
    (type === ACCESS_TOKEN_TYPE ? checkPrescribed(token) : checkUnprescribed(token, rules)) ??
    token
  )
}

/** RFC 9068 §2.2. */
function checkPrescribed(token: AccessToken): AuthenticationFailure | undefined {
  if (token.subject === undefined) return fail('CLAIM_MISSING', 'sub')
  if (token.clientId === undefined) return fail('CLAIM_MISSING', 'client')
  if (token.tokenId === undefined) return fail('CLAIM_MISSING', 'jti')
  return undefined
}

/** Where the type does not tell access tokens from other JWTs of the issuer, their claims must (RFC 8725 §3.12). */
function checkUnprescribed(token: AccessToken, rules: TokenRules): AuthenticationFailure | undefined {
  const marker = IDENTITY_TOKEN_CLAIMS.find((name) => token.claims[name] !== undefined)
  if (marker !== undefined) return fail('IDENTITY_TOKEN', marker)
  if (isOtherToken(token.claims)) return fail('IDENTITY_TOKEN', 'typ or token_use')
  const scoped = valuesAt(token.claims, rules.claims.scope).length > 0
  if (!scoped && token.claims.client_id === undefined) return fail('IDENTITY_TOKEN', 'neither scope nor client_id')
  // ID tokens of Entra ID hold the `roles` of their user, which in tokens of apps stand for scopes, but never a client.
  const standard = SCOPE_CLAIMS.some((name) => token.claims[name] !== undefined)
  if (!standard && token.clientId === undefined) return fail('IDENTITY_TOKEN', 'neither scope nor a client')
  if (token.subject === undefined && token.clientId === undefined) return fail('CLAIM_MISSING', 'sub or client')
  return undefined
}
