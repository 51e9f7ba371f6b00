import type { Circumstances, Question } from '../policy/question.ts'
import type { RuleBook } from '../policy/rule-book.ts'
import type { Verdict } from '../policy/verdict.ts'
import type { Principal } from '../scopes/principal.ts'

/** Something that the policy was asked while a decision was made, and what it said. */
export interface RecordedQuestion {
  readonly question: Question
  readonly principal: Principal
  readonly circumstances: Circumstances
  readonly verdict: Verdict
}

/** The same rules, with everything that they are asked added to `asked`. */
export function recordingQuestions(rules: RuleBook, asked: RecordedQuestion[]): RuleBook {
  return {
    ...rules,
    ask(question, principal, circumstances) {
      const verdict = rules.ask(question, principal, circumstances)
      asked.push({ question, principal, circumstances, verdict })
      return verdict
    },
  }
}
