import type { StepUp } from '../policy/language.ts'

/** What an `acr` may hold to be said in a header: quoted text without escapes. */
const VALUE = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * The WWW-Authenticate value for a token whose login is not strong or not fresh enough (RFC 9470 §3).
 *
 * @param needed values that the header cannot carry are left out; `maxAge` in seconds.
 */
export function stepUpChallenge({ acr, maxAge }: StepUp): string {
  const values = acr.filter((value) => VALUE.test(value))
  return [
    'Bearer realm="fhir", error="insufficient_user_authentication"',
    'error_description="A different login is needed"',
    ...(values.length > 0 ? [`acr_values="${values.join(' ')}"`] : []),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`]),
  ].join(', ')
}
