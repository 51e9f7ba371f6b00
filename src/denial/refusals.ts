import { type Refusal, refusals } from '../fhir/refusal.ts'
import { type OwnAnswer, outcomeAnswers, withHeaders } from './outcome.ts'

const answers = outcomeAnswers(refusals)
/** All that FHIR uses, for a path that is not known. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * The answer to a request that was not understood. Its detail is for the log, and the same code always looks the same, but for
 * the methods that a path has (RFC 9110 §15.5.6: a 405 names them).
 */
export function refusalAnswer({ refused, allowed = METHODS }: Pick<Refusal, 'refused' | 'allowed'>): OwnAnswer {
  const answer = answers[refused]
  return refused === 'METHOD_NOT_ALLOWED' ? withHeaders(answer, { allow: allowed.join(', ') }) : answer
}
