import type { Confirmation, Principal } from '../../scopes/principal.ts'
import type { PresentedToken } from '../bearer.ts'
import { type AuthenticationFailure, fail } from '../failure.ts'
import type { CheckProof, ProvenRequest } from './check-proof.ts'

/** A request as far as it can prove what its token is bound to. */
export interface BoundRequest extends ProvenRequest {
  /** SHA-256 thumbprint of the certificate that the client holds, base64url. */
  readonly certificateThumbprint?: string | undefined
}

/** Whose tokens must be bound, by the configuration. */
export interface BindingRule {
  readonly issuer: string
  readonly requireBinding: boolean
  /** By client id. */
  readonly clients?: Readonly<Record<string, { readonly requireBinding?: boolean | undefined }>> | undefined
}

/** Whether the caller has proven to hold what its token is bound to; undefined: it has. */
export type CheckBinding = (
  principal: Pick<Principal, 'issuer' | 'clientId' | 'confirmation' | 'claims'>,
  presented: PresentedToken,
  request: BoundRequest,
) => AuthenticationFailure | undefined | Promise<AuthenticationFailure | undefined>

/**
 * Makes the check of sender-constrained tokens. It is asked with every request, also for tokens that are known already.
 * A bound token is worthless without its proof, and of a token that is bound to both a key and a certificate both must be
 * proven (RFC 8705 §3, RFC 9449 §7.2). Answers at once where no signature has to be checked.
 */
export function createBindingCheck(rules: readonly BindingRule[], checkProof: CheckProof): CheckBinding {
  const byIssuer = new Map(rules.map((rule) => [rule.issuer, rule]))

  function mustBeBound(issuer: string, clientId: string | undefined): boolean {
    const rule = byIssuer.get(issuer)
    const clients = rule?.clients ?? {}
    const own = clientId !== undefined && Object.hasOwn(clients, clientId) ? clients[clientId] : undefined
    return rule?.requireBinding === true || own?.requireBinding === true
  }

  return ({ issuer, clientId, confirmation, claims }, { token, scheme }, request) => {
    if (scheme !== 'dpop' && isOfTypeDpop(claims)) return fail('TOKEN_BOUND', 'a token of type DPoP as Bearer')
    if (scheme === 'dpop' && confirmation?.jkt === undefined)
      return fail('TOKEN_UNBOUND', 'DPoP with a token without jkt')
    if (confirmation === undefined) {
      return mustBeBound(issuer, clientId) ? fail('BINDING_REQUIRED', 'the token is not bound') : undefined
    }
    if (confirmation.jkt === undefined) return checkCertificate(confirmation, request)
    if (scheme !== 'dpop') return fail('TOKEN_BOUND', 'a token with jkt as Bearer')
    const holder = { jkt: confirmation.jkt, client: [issuer, clientId ?? confirmation.jkt] }
    return checkCertificate(confirmation, request) ?? checkProof(request, token, holder)
  }
}

/**
 * Whether its issuer says so, in `token_type` of its answer (RFC 9449 §6.2) or in `typ`, as Keycloak does. Such a token is bound
 * also where the issuer leaves out to which key.
 */
function isOfTypeDpop({ token_type: told, typ }: Principal['claims']): boolean {
  return [told, typ].some((type) => typeof type === 'string' && type.toLowerCase() === 'dpop')
}

function checkCertificate(
  { x5tS256 }: Confirmation,
  { certificateThumbprint }: BoundRequest,
): AuthenticationFailure | undefined {
  if (x5tS256 === undefined) return undefined
  if (certificateThumbprint === undefined) return fail('CERTIFICATE_MISSING', 'no client certificate')
  return certificateThumbprint === x5tS256 ? undefined : fail('CERTIFICATE_MISMATCH', 'another client certificate')
}
