import type { Confirmation } from '../scopes/principal.ts'
import { readConfirmation } from './binding/confirmation.ts'
import { type ClaimName, stringAt, stringsAt, WRONG_TYPE } from './claim-value.ts'
import { type AuthenticationFailure, fail } from './failure.ts'

/** Where an issuer puts what RFC 9068 and SMART leave to it. */
export interface ClaimNames {
  readonly client: ClaimName
  readonly scope: ClaimName
  readonly patient: ClaimName
  readonly encounter: ClaimName
  readonly fhirUser: ClaimName
  readonly roles: ClaimName
  readonly purposeOfUse: ClaimName
}

/** The claims of an access token, each of its proper type. Times are seconds since the epoch. */
export interface AccessToken {
  readonly issuer: string
  readonly audience: readonly string[]
  readonly expiresAt: number
  readonly issuedAt: number | undefined
  readonly notBefore: number | undefined
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly tokenId: string | undefined
  readonly scopes: readonly string[]
  readonly patient: string | undefined
  readonly encounter: string | undefined
  readonly fhirUser: string | undefined
  readonly roles: readonly string[]
  readonly purposeOfUse: readonly string[]
  /** `cnf`: what whoever presents the token must prove to hold. */
  readonly confirmation: Confirmation | undefined
  readonly claims: Readonly<Record<string, unknown>>
}

/** Identities end up in logs, keys and audit records: no control characters, no unbounded length. */
const IDENTITY = /^[^\u0000-\u001f\u007f-\u009f]{1,512}$/
/** A bare logical id (datatypes.html#id), and not a path segment with a meaning of its own. */
const FHIR_ID = /^(?!\.+$)[A-Za-z0-9\-.]{1,64}$/
const REFERENCE = /^[\x21-\x7e]{1,1024}$/

/**
 * Reads the claims of an access token by their types (RFC 7519 §4.1, RFC 9068 §2.2, SMART App Launch "Launch context").
 * A claim of a wrong type makes the token unusable: a `patient` that is a list, a path or empty must never
 * end as "no patient", which other scopes may take for "any patient".
 *
 * @returns the typed claims, or CLAIM_MISSING, CLAIM_INVALID or CONTEXT_INVALID naming the claim.
 */
export function readAccessToken(
  claims: Readonly<Record<string, unknown>>,
  names: ClaimNames,
): AccessToken | AuthenticationFailure {
  const { iss, exp, iat, nbf } = claims
  const audience = stringsAt(claims, ['aud'], (each) => (typeof each === 'string' ? [each] : undefined))
  if (typeof iss !== 'string') return fail('CLAIM_INVALID', 'iss')
  if (exp === undefined) return fail('CLAIM_MISSING', 'exp')
  if (!isTime(exp)) return fail('CLAIM_INVALID', 'exp')
  if (iat !== undefined && !isTime(iat)) return fail('CLAIM_INVALID', 'iat')
  if (nbf !== undefined && !isTime(nbf)) return fail('CLAIM_INVALID', 'nbf')
  if (audience === WRONG_TYPE) return fail('CLAIM_INVALID', 'aud')

  const subject = stringAt(claims, ['sub'], IDENTITY)
  const clientId = stringAt(claims, names.client, IDENTITY)
  const tokenId = stringAt(claims, ['jti'], IDENTITY)
  const scopes = stringsAt(claims, names.scope, words)
  if (subject === WRONG_TYPE) return fail('CLAIM_INVALID', 'sub')
  if (clientId === WRONG_TYPE) return fail('CLAIM_INVALID', 'client')
  if (tokenId === WRONG_TYPE) return fail('CLAIM_INVALID', 'jti')
  if (scopes === WRONG_TYPE) return fail('CLAIM_INVALID', 'scope')

  const patient = stringAt(claims, names.patient, FHIR_ID)
  const encounter = stringAt(claims, names.encounter, FHIR_ID)
  const fhirUser = stringAt(claims, names.fhirUser, REFERENCE)
  const roles = stringsAt(claims, names.roles, identity)
  const purposeOfUse = stringsAt(claims, names.purposeOfUse, code)
  if (patient === WRONG_TYPE) return fail('CONTEXT_INVALID', 'patient')
  if (encounter === WRONG_TYPE) return fail('CONTEXT_INVALID', 'encounter')
  if (fhirUser === WRONG_TYPE) return fail('CONTEXT_INVALID', 'fhirUser')
  if (roles === WRONG_TYPE) return fail('CONTEXT_INVALID', 'roles')
  if (purposeOfUse === WRONG_TYPE) return fail('CONTEXT_INVALID', 'purposeOfUse')

  const confirmation = readConfirmation(claims.cnf)
  if (confirmation === 'invalid') return fail('CONFIRMATION_INVALID', 'cnf')

  const identities = { issuer: iss, subject, clientId, tokenId }
  const times = { expiresAt: exp, issuedAt: iat, notBefore: nbf }
  const context = { patient, encounter, fhirUser, roles, purposeOfUse }
  return { ...identities, ...times, ...context, audience, scopes, confirmation, claims }
}

/** NumericDate (RFC 7519 §2): seconds, not negative; a string of digits is not one. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}

/** Scope values: a string of words parted by spaces, or a list of such strings. */
function words(element: unknown): readonly string[] | undefined {
  return typeof element === 'string' ? element.split(' ').filter((word) => word !== '') : undefined
}

function identity(element: unknown): readonly string[] | undefined {
  return typeof element === 'string' && IDENTITY.test(element) ? [element] : undefined
}

/** A purpose is a code, or a Coding as in IUA's `extensions.ihe_iua.purpose_of_use`. */
function code(element: unknown): readonly string[] | undefined {
  if (typeof element !== 'object' || element === null) return identity(element)
  return identity((element as { code?: unknown }).code)
}
