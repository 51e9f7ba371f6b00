import { writeForm } from '../../fhir/form-pairs.ts'
import type { SearchInteraction, SingleInteraction } from '../../fhir/interaction.ts'
import { criteriaPairs } from '../../fhir/write/search.ts'
import type { Circumstances, Question } from '../../policy/question.ts'
import type { Denied, Permitted, Verdict } from '../../policy/verdict.ts'
import type { Principal } from '../../scopes/principal.ts'
import type { Authority } from '../authority.ts'
import type { Decision, Obligation, Permit } from '../decision.ts'
import { denyBy, toldOf } from './denials.ts'
import { holdByKind } from './hold.ts'
import { leavingOf } from './leaving.ts'
import { type Held, isHeld, type Outcome, type PolicyCase } from './policy-case.ts'
import { questionOf } from './question-of.ts'
import { redactionsIn } from './search-disclosure.ts'

/**
 * What the policy leaves of a permit of the scopes: nothing, or less of it. It never adds any (policy.md §2: two
 * independent locks).
 *
 * @param asked what the client asked, before the scopes narrowed it.
 */
export function withPolicy(
  permit: Permit,
  asked: SingleInteraction,
  principal: Principal,
  authority: Authority & { readonly rules: NonNullable<Authority['rules']> },
  circumstances: Circumstances,
): Decision {
  const { rules } = authority
  const ask = (question: Question) => rules.ask(question, principal, circumstances)
  const interaction = permit.interaction as SingleInteraction
  const question = questionOf(asked, permit.requirements, principal.patient)
  const theCase: PolicyCase = { permit: { ...permit, interaction }, question, authority, ask }
  const pageSize = rules.limitOf(principal)?.maxPageSize
  const { verdicts, outcome } = holdByKind(theCase, pageSize)
  if (!isHeld(outcome)) return refusedBy(outcome, verdicts, asked, permit)
  return permitted(theCase, outcome, verdicts)
}

function refusedBy(
  outcome: Exclude<Outcome, Held>,
  verdicts: readonly Verdict[],
  asked: SingleInteraction,
  { requirements }: Permit,
): Decision {
  if (!('redacted' in outcome)) return denyBy(outcome, asked, requirements)
  const reason = { code: 'PARAMETER_REDACTED', detail: `${outcome.redacted} would reveal what is redacted` } as const
  return { effect: 'deny', interaction: asked, cause: 'parameter', reason, requirements, policy: toldOf(verdicts) }
}

function permitted(theCase: PolicyCase, held: Held, verdicts: readonly Permitted[]): Permit {
  const { permit, question } = theCase
  const { effect, reason, requirements } = permit
  const leaving = leavingOf(theCase)
  const nothing = (): Denied | undefined => undefined
  return {
    effect,
    reason,
    requirements,
    interaction: held.interaction,
    obligations: [...permit.obligations, ...held.obligations, ...described(verdicts, question.resourceType)],
    policy: toldOf(verdicts),
    reach: {
      leaving,
      stored: held.stored ?? nothing,
      written: held.written ?? nothing,
      shown: permit.interaction,
      added: addedText(permit.interaction, held.interaction),
    },
  }
}

/** What is done to single resources, for `explain`. */
function described(verdicts: readonly Permitted[], type: string | undefined): readonly Obligation[] {
  const elements = verdicts
    .flatMap(redactionsIn)
    .filter((each) => type === undefined || each.type === type)
    .map((each) => [each.type, ...each.path].join('.'))
  const judges = verdicts.flatMap(({ judge }) => (judge ? [judge.elements] : []))
  return [
    ...(elements.length > 0 ? [{ kind: 'redact' as const, elements: [...new Set(elements)] }] : []),
    ...(judges.length > 0
      ? [{ kind: 'judge' as const, elements: judges.includes('all') ? ('all' as const) : [...new Set(judges.flat())] }]
      : []),
  ]
}

/** The criteria of a search that are there after, and were not before. */
function addedText(before: SingleInteraction, after: SingleInteraction): string {
  const criteriaOf = ({ query }: Partial<SearchInteraction>) => query?.criteria ?? []
  const known = new Set(criteriaOf(before as Partial<SearchInteraction>))
  const added = criteriaOf(after as Partial<SearchInteraction>).filter((criterion) => !known.has(criterion))
  return writeForm(criteriaPairs(added))
}
