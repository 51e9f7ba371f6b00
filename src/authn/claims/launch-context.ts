import { type AuthenticationFailure, fail } from '../failure.ts'
import { detailsFor } from './authorization-details.ts'
import { type ClaimName, stringAt, stringsAt, valuesAt, WRONG_TYPE, type WrongType } from './claim-value.ts'

type Claims = Readonly<Record<string, unknown>>

/** Where an issuer puts what SMART leaves to it. */
export interface ContextNames {
  readonly scope: ClaimName
  readonly patient: ClaimName
  readonly encounter: ClaimName
  readonly fhirUser: ClaimName
}

export interface ContextReading {
  /** Takes `Patient/123` for the launch patient 123. */
  readonly patientReference: boolean
  /** The bases that `authorization_details` may name for this server. */
  readonly locations: ReadonlySet<string>
}

/** What a token grants, and for whom. */
export interface LaunchContext {
  readonly scopes: readonly string[]
  readonly patient: string | undefined
  readonly encounter: string | undefined
  readonly fhirUser: string | undefined
}

/** A bare logical id (datatypes.html#id), and not a path segment with a meaning of its own. */
const FHIR_ID = /^(?!\.+$)[A-Za-z0-9\-.]{1,64}$/
const PATIENT_REFERENCE = /^(?:Patient\/)?(?!\.+$)[A-Za-z0-9\-.]{1,64}$/
const REFERENCE = /^[\x21-\x7e]{1,1024}$/

/** The other members of the launch context: they widen nothing, and policies may read them. */
const INFORMATIVE: Readonly<Record<string, (value: unknown) => boolean>> = {
  need_patient_banner: (value) => typeof value === 'boolean',
  intent: (value) => typeof value === 'string',
  smart_style_url: (value) => typeof value === 'string',
  tenant: (value) => typeof value === 'string',
  // Bare references, as in SMART App Launch 2.0, or objects.
  fhirContext: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string' || isObject(each)),
}

/**
 * Reads scopes and launch context (SMART App Launch 2.2, "Launch context"). `authorization_details` for this server take the
 * place of the top-level scopes, patient and encounter. A claim of a wrong type makes the token unusable: a `patient`
 * that is a list, a path or empty must never end as "no patient", which other scopes may take for "any patient".
 *
 * @returns the context, or CLAIM_INVALID, CONTEXT_INVALID or AUDIENCE_REFUSED naming the claim.
 */
export function readLaunchContext(
  claims: Claims,
  names: ContextNames,
  { patientReference, locations }: ContextReading,
): LaunchContext | AuthenticationFailure {
  const wrong = Object.keys(INFORMATIVE).find((name) => claims[name] !== undefined && !INFORMATIVE[name]!(claims[name]))
  if (wrong !== undefined) return fail('CONTEXT_INVALID', wrong)
  const details = detailsFor(claims.authorization_details, locations)
  if (details !== undefined && 'unauthenticated' in details) return details

  const from = details?.detail ?? claims
  const at = details === undefined ? names : { scope: 'scope', patient: 'patient', encounter: 'encounter' }
  const scopes = scopesAt(from, at.scope)
  const patient = stringAt(from, at.patient, patientReference ? PATIENT_REFERENCE : FHIR_ID)
  const encounter = stringAt(from, at.encounter, FHIR_ID)
  const fhirUser = stringAt(claims, names.fhirUser, REFERENCE)
  if (scopes === WRONG_TYPE) return fail('CLAIM_INVALID', 'scope')
  if (patient === WRONG_TYPE) return fail('CONTEXT_INVALID', 'patient')
  if (encounter === WRONG_TYPE) return fail('CONTEXT_INVALID', 'encounter')
  if (fhirUser === WRONG_TYPE) return fail('CONTEXT_INVALID', 'fhirUser')
  return { scopes, patient: patient?.replace(/^Patient\//, ''), encounter, fhirUser }
}

/**
 * The scopes of the first alternative that is there. They do not add up: beside the scopes that a user gave an app, another
 * claim may hold what the user has elsewhere, such as the `roles` of Entra ID.
 */
function scopesAt(claims: Claims, name: ClaimName): readonly string[] | WrongType {
  return stringsAt({ scope: valuesAt(claims, name)[0] }, 'scope', words)
}

/** Scope values: a string of words parted by spaces, or a list of such strings. */
function words(element: unknown): readonly string[] | undefined {
  return typeof element === 'string' ? element.split(' ').filter((word) => word !== '') : undefined
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
