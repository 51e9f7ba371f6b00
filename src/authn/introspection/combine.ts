import type { AccessToken } from '../claims/access-token.ts'
import { type AuthenticationFailure, fail } from '../failure.ts'

/** What a token and the answer about it must not say differently. */
const SAME = ['subject', 'clientId', 'tokenId', 'patient', 'encounter', 'fhirUser'] as const

/**
 * One token of a verified JWT and of what its issuer says of it now. Scopes are the answer's, which may have been narrowed
 * for this server; of the rest the answer's members go before the token's. The earlier `exp` counts, and a binding that
 * either names holds.
 */
export function combine(token: AccessToken, answer: AccessToken): AccessToken | AuthenticationFailure {
  const differing = SAME.find((name) => differ(token[name], answer[name]))
  if (differing !== undefined) return fail('TOKEN_CONTRADICTED', differing)
  if (differ(JSON.stringify(token.confirmation), JSON.stringify(answer.confirmation))) {
    return fail('TOKEN_CONTRADICTED', 'cnf')
  }
  return {
    ...token,
    ...grantOf(token, answer),
    fhirUser: answer.fhirUser ?? token.fhirUser,
    roles: answer.roles.length > 0 ? answer.roles : token.roles,
    purposeOfUse: answer.purposeOfUse.length > 0 ? answer.purposeOfUse : token.purposeOfUse,
    confirmation: token.confirmation ?? answer.confirmation,
    expiresAt: Math.min(token.expiresAt, answer.expiresAt),
    claims: { ...token.claims, ...answer.claims },
  }
}

/**
 * What is granted, and for whom. Where only the token says in `authorization_details` what is meant for this server, the
 * answer's own scopes and context may be those of another one (RFC 9396 §9.2): they can take away from it, and add nothing.
 */
function grantOf(token: AccessToken, answer: AccessToken): Pick<AccessToken, 'scopes' | 'patient' | 'encounter'> {
  const { scopes, patient, encounter } = answer
  if (isDetailed(token) && !isDetailed(answer)) {
    const granted = token.scopes.filter((scope) => scopes.includes(scope))
    return { scopes: granted, patient: token.patient, encounter: token.encounter }
  }
  return { scopes, patient: patient ?? token.patient, encounter: encounter ?? token.encounter }
}

function isDetailed({ claims }: AccessToken): boolean {
  return claims.authorization_details !== undefined
}

/** What only one of the two says is no contradiction. */
function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other
}
