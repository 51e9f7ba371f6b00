import { DUPLICATE } from '../../fhir/json/members.ts'
import { CUT_SHORT, TOO_DEEP } from '../../fhir/json/scan.ts'

/**
 * Why an upstream's answer cannot be passed on:
 * `malformed` not JSON, not UTF-8 or not of the shape of a Bundle · `duplicate` a name twice where it matters · `too-deep` · `too-large` ·
 * `wrong-type` the resource is not a Bundle, or does not say what it is · `cut-short` it ended before its end.
 */
export type AnswerProblem = 'malformed' | 'duplicate' | 'too-deep' | 'too-large' | 'wrong-type' | 'cut-short'

/**
 * Thrown, not returned, because parts of the answer may be on their way already: all that is left is to break off.
 * The message names an offset or a member of the Bundle, never content.
 */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  readonly problem: AnswerProblem

  constructor(problem: AnswerProblem, detail: string) {
    super(`the upstream's answer is ${problem}: ${detail}`)
    this.problem = problem
  }
}

/** The error for the negative answer of a scan. */
export function answerError(code: number, where: string): AnswerError {
  if (code === CUT_SHORT) return new AnswerError('cut-short', where)
  if (code === TOO_DEEP) return new AnswerError('too-deep', where)
  return new AnswerError(code === DUPLICATE ? 'duplicate' : 'malformed', where)
}
