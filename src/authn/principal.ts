import type { Grants, LaunchContext } from '../scopes/grants.ts'
import type { Principal } from '../scopes/principal.ts'
import type { AccessToken } from './claims/access-token.ts'

/** Makes grants of a token's scope values; what cannot be read grants nothing. */
export type ReadScopes = (scopes: readonly string[], context: LaunchContext) => Grants

/** Who presents this token. INVARIANT: its signature was verified, or its issuer said that it is active. */
export function principalOf(token: AccessToken, readScopes: ReadScopes, source: Principal['source']): Principal {
  return Object.freeze({
    issuer: token.issuer,
    subject: token.subject,
    clientId: token.clientId,
    tokenId: token.tokenId,
    expiresAt: token.expiresAt,
    issuedAt: token.issuedAt,
    source,
    confirmation: token.confirmation,
    grants: readScopes(token.scopes, { patient: token.patient, fhirUser: token.fhirUser }),
    patient: token.patient,
    encounter: token.encounter,
    fhirUser: token.fhirUser,
    roles: token.roles,
    purposeOfUse: token.purposeOfUse,
    claims: token.claims,
  })
}
