import type { SingleInteraction } from '../../fhir/interaction.ts'
import type { PolicyInteraction, Question } from '../../policy/question.ts'
import type { Denied, Permitted, Verdict } from '../../policy/verdict.ts'
import type { Authority } from '../authority.ts'
import type { Obligation, Permit } from '../decision.ts'

/** One interaction that the scopes permit, before the policy. */
export interface PolicyCase {
  /** Of the scopes. */
  readonly permit: Permit & { readonly interaction: SingleInteraction }
  /** What is asked about the interaction as a whole. */
  readonly question: Question
  readonly authority: Authority
  /** Asks the policy for this caller, now. Every verdict that has a say in the decision is remembered. */
  ask(question: Question): Verdict
}

/** What is left of an interaction, and what that obliges to. */
export interface Held {
  readonly interaction: SingleInteraction
  readonly obligations: readonly Obligation[]
  /** On stored and written resources; absent: nothing to look at. */
  readonly stored?: Check
  readonly written?: Check
}

/** Why a resource may not be touched; undefined when it may. */
export type Check = (resource: unknown) => Denied | undefined

/** How the policy stands to a case: kept within it, or denied by it or for what a criterion would tell. */
export type Outcome = Held | Denied | { readonly redacted: string }

export function isHeld(outcome: Outcome): outcome is Held {
  return 'interaction' in outcome
}

/** The same caller asking plainly for something else: without parameters, for any of a type unless it names one. */
export function questionAbout(interaction: PolicyInteraction, resourceType: string | undefined, id?: string): Question {
  return { interaction, resourceType, id, operation: undefined, parameters: none, part: 'asked' }
}

const none: Question['parameters'] = new Map()

/** Whether a verdict holds for every resource alike. */
export function isUnconditional({ judge, obligations }: Permitted): boolean {
  return judge === undefined && obligations.narrow.length === 0
}
