import { type AuthenticationFailure, fail } from '../failure.ts'
import type { AccessToken } from './access-token.ts'

type Members = Readonly<Record<string, unknown>>

/** Of `extensions.ihe_iua` what is plain text (ITI TF-2 3.71.4.1.2.2). */
const TEXTS = [
  ...['subject_name', 'subject_organization', 'subject_organization_id'],
  ...['home_community_id', 'national_provider_identifier', 'person_id'],
]
/** Of `extensions.ihe_iua` what is a list of Codings. */
const CODINGS = ['subject_role', 'purpose_of_use']

/**
 * What IHE IUA asks of a token: its required claims, extensions of their types, and a consent that is for the patient of
 * the launch context (ITI TF-2 3.72.4.3: the claims are checked against the transaction). A consent of one patient in a
 * token that names no patient, or another, would stand for accesses that it does not cover.
 */
export function checkIua(token: AccessToken): AuthenticationFailure | undefined {
  const { subject, clientId, tokenId, issuedAt, scopes, claims } = token
  const required = { sub: subject, client_id: clientId, jti: tokenId, iat: issuedAt, scope: scopes[0] }
  const missing = Object.entries(required).find(([, value]) => value === undefined)
  if (missing !== undefined) return fail('CLAIM_MISSING', missing[0])

  const extensions = membersOf(claims.extensions)
  const iua = extensions && membersOf(extensions.ihe_iua)
  const consent = extensions && membersOf(extensions.ihe_bppc)
  if (iua === undefined || consent === undefined) return fail('CONTEXT_INVALID', 'extensions')
  const wrong =
    TEXTS.find((name) => iua[name] !== undefined && typeof iua[name] !== 'string') ??
    CODINGS.find((name) => iua[name] !== undefined && !Array.isArray(iua[name]))
  if (wrong !== undefined) return fail('CONTEXT_INVALID', wrong)
  return checkConsent(consent.patient_id, token.patient)
}

/** @param id an identifier alone, or a CX as in HL7 v2: `543797436^^^&1.2.840.113619.6.197&ISO`. */
function checkConsent(id: unknown, patient: string | undefined): AuthenticationFailure | undefined {
  if (id === undefined) return undefined
  const named = typeof id === 'string' ? id.split('^', 1)[0] : undefined
  return named !== undefined && named === patient ? undefined : fail('CONTEXT_INVALID', 'ihe_bppc.patient_id')
}

/** The members of an object, none of one that is absent; undefined for what is no object. */
function membersOf(value: unknown): Members | undefined {
  if (value === undefined) return {}
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined
}
