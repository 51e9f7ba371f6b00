import type { AuthenticationFailure } from './failure.ts'

/** What `scope` values may hold, and quoted strings without escapes (RFC 6750 §3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/
/** Characters of the list of scopes: a header has room for a hint, not for a catalogue. */
const MAX_SCOPES_LENGTH = 1024

/**
 * The WWW-Authenticate value for a request that was not authenticated (RFC 6750 §3, RFC 9110 §11.6.1); undefined with 503,
 * where another token would help nobody. Which check failed is told to the log only.
 */
export function challengeFor(failure: AuthenticationFailure): string | undefined {
  switch (failure.challenge) {
    case 'bare':
      return 'Bearer realm="fhir"'
    case 'invalid_request':
      return 'Bearer realm="fhir", error="invalid_request", error_description="The request is not valid"'
    case 'invalid_token':
      return 'Bearer realm="fhir", error="invalid_token", error_description="The access token is not valid"'
    default:
      return undefined
  }
}

/**
 * The WWW-Authenticate value for a valid token whose scopes do not cover the request (RFC 6750 §3.1).
 *
 * @param scopes scopes that would cover it; those that the header cannot carry are left out.
 */
export function insufficientScopeChallenge(scopes: readonly string[]): string {
  let listed = ''
  for (const scope of scopes) {
    if (!SCOPE.test(scope)) continue
    const longer = listed === '' ? scope : `${listed} ${scope}`
    if (longer.length > MAX_SCOPES_LENGTH) break
    listed = longer
  }
  const challenge = 'Bearer realm="fhir", error="insufficient_scope"'
  return listed === '' ? challenge : `${challenge}, scope="${listed}"`
}
