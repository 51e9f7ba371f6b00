import type { AuthenticationFailure } from './failure.ts'

/** What `scope` values may hold, and quoted strings without escapes (RFC 6750 §3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/
/** Characters of the list of scopes: a header has room for a hint, not for a catalogue. */
const MAX_SCOPES_LENGTH = 1024

const BEARER = 'Bearer realm="fhir"'
const INVALID_TOKEN = 'error="invalid_token", error_description="The access token is not valid"'

/** How a token came, and what proofs of possession may be signed with. */
export interface DpopOffer {
  readonly scheme?: 'bearer' | 'dpop'
  readonly algorithms: Iterable<string>
}

/**
 * The WWW-Authenticate value for a request that was not authenticated (RFC 6750 §3, RFC 9449 §7.1, RFC 9110 §11.6.1);
 * undefined with 503, where another token would help nobody. Which check failed is told to the log only.
 * A 401 names both schemes; the error stands with the one that was used.
 */
export function challengeFor(failure: AuthenticationFailure, offer?: DpopOffer): string | undefined {
  const dpop = dpopScheme(offer?.algorithms ?? [])
  const withDpop = (bearer: string) => (offer === undefined ? bearer : `${bearer}, ${dpop}`)
  switch (failure.challenge) {
    case 'bare':
      return withDpop(BEARER)
    case 'invalid_request':
      return `${BEARER}, error="invalid_request", error_description="The request is not valid"`
    case 'invalid_token':
      return offer?.scheme === 'dpop' ? `${dpop}, ${INVALID_TOKEN}, ${BEARER}` : withDpop(`${BEARER}, ${INVALID_TOKEN}`)
    case 'invalid_dpop_proof':
    case 'use_dpop_nonce':
      return `${dpop}, error="${failure.challenge}", error_description="${failure.show.replace(/\.$/, '')}"`
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
  const challenge = `${BEARER}, error="insufficient_scope"`
  return listed === '' ? challenge : `${challenge}, scope="${listed}"`
}

/** A challenge to a valid token, for a caller whose token is bound to a key: in the scheme that it is sent by (RFC 9449 §7.1). */
export function inDpopScheme(challenge: string, algorithms: Iterable<string>): string {
  return challenge.startsWith(BEARER) ? dpopScheme(algorithms) + challenge.slice(BEARER.length) : challenge
}

function dpopScheme(algorithms: Iterable<string>): string {
  return `DPoP algs="${[...algorithms].join(' ')}"`
}
