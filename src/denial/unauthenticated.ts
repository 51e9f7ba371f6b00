import { type OwnAnswer, outcomeAnswer, type Told, withHeaders } from './outcome.ts'

/** Seconds after which an issuer that could not be asked is worth another try. */
const RETRY_AFTER = '5'

/** The failures of the catalogue are few and never change, so each is written once. */
const prepared = new WeakMap<Told, OwnAnswer>()

function preparedAnswer(failure: Told): OwnAnswer {
  const before = prepared.get(failure)
  if (before !== undefined) return before
  const answer = outcomeAnswer(failure)
  prepared.set(failure, answer)
  return answer
}

/**
 * The answer to a request without a usable access token: 401, 400 for one that is malformed, 503 when tokens cannot be
 * checked at the moment. Not open to policy.
 *
 * @param challenge the WWW-Authenticate value, which a 401 must have (RFC 9110 §15.5.2); a 503 has none.
 */
export function unauthenticatedAnswer(failure: Told, challenge: string | undefined): OwnAnswer {
  const answer = preparedAnswer(failure)
  if (failure.status === 503) return withHeaders(answer, { 'retry-after': RETRY_AFTER })
  return challenge === undefined ? answer : withHeaders(answer, { 'www-authenticate': challenge })
}
