import type { Authority } from '../../authorize/authority.ts'
import { authorize } from '../../authorize/authorize.ts'
import type { Decision } from '../../authorize/decision.ts'
import type { BundleInteraction, SingleInteraction } from '../../fhir/interaction.ts'
import type { ClientMessage } from '../../message.ts'
import type { ShadowDifference, Verdict } from '../../policy/verdict.ts'
import type { Principal } from '../../scopes/principal.ts'
import { circumstancesOf } from '../circumstances.ts'
import type { RoadParts } from '../parts.ts'
import type { Budget } from './budget.ts'

/** A policy that is tried beside the live one. */
export interface Candidate {
  /** As the live one, with the rules of the candidate. */
  readonly authority: Authority
  readonly budget: Budget
  /** There was no time left to ask it. */
  skipped(): void
}

/** What the candidate decided, and the time for comparing the rest. */
export interface Tried {
  readonly decision: Decision
  readonly budget: Budget
}

/** Asks the candidate as well; undefined when there is none, no time for it, or when it fails. */
export function tryCandidate(
  interaction: SingleInteraction | BundleInteraction,
  caller: Principal,
  message: ClientMessage,
  { candidate, now }: Pick<RoadParts, 'candidate' | 'now'>,
): Tried | undefined {
  if (candidate === undefined) return undefined
  const { authority, budget, skipped } = candidate
  const decision = budget.spend(() =>
    authorize(interaction, caller, authority, circumstancesOf(message, { now, authority })),
  )
  if (decision === undefined) skipped()
  return decision && { decision, budget }
}

/** Where two decisions on the same request differ, entry by entry of a batch. */
export function decisionDifferences(live: Decision, candidate: Decision): readonly ShadowDifference[] {
  const entries = live.entries?.flatMap((entry, at) => {
    const other = candidate.entries?.[at]
    return entry && other ? decisionDifferences(entry, other) : []
  })
  return [...(entries ?? []), ...difference(live.effect, candidate.effect, candidate.policy?.rules)]
}

/** Where two verdicts on the same resource differ. */
export function verdictDifferences(live: Verdict, candidate: Verdict): readonly ShadowDifference[] {
  return difference(live.effect, candidate.effect, candidate.rules)
}

/** By the rule of the candidate that decides; `none` where no rule of it does. */
function difference(
  from: Decision['effect'],
  to: Decision['effect'],
  rules: Verdict['rules'] = [],
): readonly ShadowDifference[] {
  return from === to ? [] : [{ rule: `candidate:${rules[0]?.id ?? 'none'}`, from, to }]
}
