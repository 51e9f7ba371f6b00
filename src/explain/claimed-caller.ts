import { readAccessToken } from '../authn/access-token.ts'
import { isAuthenticationFailure } from '../authn/failure.ts'
import { type IssuerOptions, rulesOf } from '../authn/issuer.ts'
import { principalOf, type ReadScopes } from '../authn/principal.ts'
import type { Caller } from './judge.ts'

/**
 * Whoever a token with these claims would make, by the claim names of the issuer that `iss` names, else of the first.
 * The claims are taken at their word: no signature, audience or time is checked. A claim of a wrong type fails as in a token.
 */
export function callerOfClaims(
  claims: Readonly<Record<string, unknown>>,
  issuers: readonly IssuerOptions[],
  readScopes: ReadScopes,
): Caller {
  const issuer = issuers.find((each) => each.issuer === claims.iss) ?? (issuers[0] as IssuerOptions)
  const token = readAccessToken({ exp: 0, ...claims, iss: issuer.issuer }, issuer.claims, rulesOf(issuer))
  return isAuthenticationFailure(token) ? token : principalOf(token, readScopes, 'jwt')
}
