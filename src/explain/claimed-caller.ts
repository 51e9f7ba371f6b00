import { readAccessToken } from '../authn/claims/access-token.ts'
import { isAuthenticationFailure } from '../authn/failure.ts'
import { type IssuerOptions, rulesOf } from '../authn/issuer/issuer.ts'
import { principalOf, type ReadScopes } from '../authn/principal.ts'
import type { Caller } from './judge.ts'

/**
 * Whoever a token with these claims would make, by the claim names of the issuer that `iss` names, else of the first.
 * The claims are taken at their word: no signature, audience or time is checked. A claim of a wrong type fails as in a token.
 * With `active: true`, and of an issuer that is asked about all its tokens, they are its answer about the token.
 */
export function callerOfClaims(
  claims: Readonly<Record<string, unknown>>,
  issuers: readonly IssuerOptions[],
  readScopes: ReadScopes,
): Caller {
  const issuer = issuerOf(claims, issuers) ?? (issuers[0] as IssuerOptions)
  const token = readAccessToken({ exp: 0, ...claims, iss: issuer.issuer }, issuer.claims, rulesOf(issuer))
  if (isAuthenticationFailure(token)) return token
  // `active` is what tells an answer about a token from a token (RFC 7662 §2.2).
  const isAskedAbout = claims.active === true || issuer.introspection?.when === 'always'
  return principalOf(token, readScopes, isAskedAbout ? 'introspection' : 'jwt')
}

/** What is to be said of claims whose issuer had to be guessed; a token with them would be refused. */
export function noticeOfClaims(
  claims: Readonly<Record<string, unknown>>,
  issuers: readonly IssuerOptions[],
): string | undefined {
  const [first] = issuers
  if (first === undefined || issuerOf(claims, issuers) !== undefined) return undefined
  if (claims.iss === undefined && issuers.length === 1) return undefined
  const named = claims.iss === undefined ? 'no issuer' : 'an issuer that is not configured'
  return `the claims name ${named}: they are read as those of ${first.issuer}, while a token with them would get 401`
}

function issuerOf(claims: Readonly<Record<string, unknown>>, issuers: readonly IssuerOptions[]) {
  return issuers.find(({ issuer }) => issuer === claims.iss)
}
