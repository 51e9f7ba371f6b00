import type { Confirmation } from '../../scopes/principal.ts'
import { readConfirmation } from '../binding/confirmation.ts'
import { type AuthenticationFailure, fail } from '../failure.ts'
import { type ClaimName, stringAt, stringsAt, WRONG_TYPE } from './claim-value.ts'
import { type ContextNames, type ContextReading, type LaunchContext, readLaunchContext } from './launch-context.ts'

/** Where an issuer puts what RFC 9068 and SMART leave to it. */
export interface ClaimNames extends ContextNames {
  readonly client: ClaimName
  readonly subject: ClaimName
  readonly roles: ClaimName
  readonly purposeOfUse: ClaimName
}

/** The claims of an access token, each of its proper type. Times are seconds since the epoch. */
export interface AccessToken extends LaunchContext {
  readonly issuer: string
  readonly audience: readonly string[]
  readonly expiresAt: number
  readonly issuedAt: number | undefined
  readonly notBefore: number | undefined
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly tokenId: string | undefined
  readonly roles: readonly string[]
  readonly purposeOfUse: readonly string[]
  /** `cnf`: what whoever presents the token must prove to hold. */
  readonly confirmation: Confirmation | undefined
  readonly claims: Readonly<Record<string, unknown>>
}

/** Identities end up in logs, keys and audit records: no control characters, no unbounded length. */
const IDENTITY = /^[^\u0000-\u001f\u007f-\u009f]{1,512}$/

const plainReading: ContextReading = { patientReference: false, locations: new Set() }

/**
 * Reads the claims of an access token by their types (RFC 7519 §4.1, RFC 9068 §2.2), the launch context among them.
 *
 * @returns the typed claims, or CLAIM_MISSING, CLAIM_INVALID, CONTEXT_INVALID, CONFIRMATION_INVALID or AUDIENCE_REFUSED
 *   naming the claim.
 */
export function readAccessToken(
  claims: Readonly<Record<string, unknown>>,
  names: ClaimNames,
  reading: ContextReading = plainReading,
): AccessToken | AuthenticationFailure {
  const { iss, exp, iat, nbf } = claims
  const audience = stringsAt(claims, ['aud'], (each) => (typeof each === 'string' ? [each] : undefined))
  if (typeof iss !== 'string') return fail('CLAIM_INVALID', 'iss')
  if (exp === undefined) return fail('CLAIM_MISSING', 'exp')
  if (!isTime(exp)) return fail('CLAIM_INVALID', 'exp')
  if (iat !== undefined && !isTime(iat)) return fail('CLAIM_INVALID', 'iat')
  if (nbf !== undefined && !isTime(nbf)) return fail('CLAIM_INVALID', 'nbf')
  if (audience === WRONG_TYPE) return fail('CLAIM_INVALID', 'aud')

  const subject = stringAt(claims, names.subject, IDENTITY)
  const clientId = stringAt(claims, names.client, IDENTITY)
  const tokenId = stringAt(claims, ['jti'], IDENTITY)
  if (subject === WRONG_TYPE) return fail('CLAIM_INVALID', 'sub')
  if (clientId === WRONG_TYPE) return fail('CLAIM_INVALID', 'client')
  if (tokenId === WRONG_TYPE) return fail('CLAIM_INVALID', 'jti')

  const context = readLaunchContext(claims, names, reading)
  if ('unauthenticated' in context) return context
  const roles = stringsAt(claims, names.roles, code)
  const purposeOfUse = stringsAt(claims, names.purposeOfUse, code)
  if (roles === WRONG_TYPE) return fail('CONTEXT_INVALID', 'roles')
  if (purposeOfUse === WRONG_TYPE) return fail('CONTEXT_INVALID', 'purposeOfUse')

  const confirmation = readConfirmation(claims.cnf)
  if (confirmation === 'invalid') return fail('CONFIRMATION_INVALID', 'cnf')

  const identities = { issuer: iss, subject, clientId, tokenId }
  const times = { expiresAt: exp, issuedAt: iat, notBefore: nbf }
  return { ...identities, ...times, ...context, audience, roles, purposeOfUse, confirmation, claims }
}

/** NumericDate (RFC 7519 §2): seconds, not negative; a string of digits is not one, nor is `1e999`, which has no end. */
function isTime(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0
}

/** A role or purpose is a code, or a Coding as in IUA's `extensions.ihe_iua.subject_role`. */
function code(element: unknown): readonly string[] | undefined {
  if (typeof element !== 'object' || element === null) return identity(element)
  return identity((element as { code?: unknown }).code)
}

function identity(element: unknown): readonly string[] | undefined {
  return typeof element === 'string' && IDENTITY.test(element) ? [element] : undefined
}
