import { type Refusal, refusals } from '../fhir/refusal.ts'
import { type OwnAnswer, outcomeAnswers } from './outcome.ts'

const answers = outcomeAnswers(refusals)

/** The answer to a request that was not understood. Its detail is for the log, and the same code always looks the same. */
export function refusalAnswer(refusal: Pick<Refusal, 'refused'>): OwnAnswer {
  return answers[refusal.refused]
}
