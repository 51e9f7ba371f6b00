import type { Facts } from '../evaluate/facts.ts'
import { both, either, FALSE, isSettled, type Outcome, TRUE, UNKNOWN } from '../evaluate/outcome.ts'
import type { Duties } from '../verdict.ts'
import type { Candidate } from './candidates.ts'
import type { CompiledRule } from './rule.ts'
import { isStrongEnough } from './step-up.ts'

/** How a rule stands to a question. */
export interface Standing {
  readonly compiled: CompiledRule
  /** What is known from the caller alone, and all in all. */
  readonly ofCaller: Outcome
  readonly outcome: Outcome
  /** Why a permit does not hold although it fits. */
  readonly hindrance: 'step-up' | 'narrow' | undefined
  readonly narrow: Duties['narrow']
}

/** Interactions that concern no resource: a rule that depends on a resource never fits them. */
const withoutResource: ReadonlySet<string> = new Set(['batch', 'transaction', 'capabilities'])

/** The rules that fit or may yet fit; one that surely does not has no say. */
export function standingsOf(candidates: readonly Candidate[], facts: Facts): readonly Standing[] {
  const standings: Standing[] = []
  for (const { compiled, ofCaller } of candidates) {
    const outcome = both(ofCaller, outcomeOf(compiled, facts))
    if (outcome === FALSE || (!isSettled(outcome) && withoutResource.has(facts.asked!.question.interaction))) continue
    standings.push({ compiled, ofCaller, outcome, ...hindranceOf(compiled, facts) })
  }
  return standings
}

/** The same when the resource is there: only what was open is looked at again. */
export function settled(standings: readonly Standing[], facts: Facts): readonly Standing[] {
  return standings.flatMap((each) => {
    if (isSettled(each.outcome)) return [each]
    const { compiled, ofCaller } = each
    const outcome = both(ofCaller, outcomeOf(compiled, facts))
    return outcome === FALSE ? [] : [{ ...each, outcome }]
  })
}

/** A deny that holds, or that cannot be told because something is absent: both forbid. */
export function isDenying({ compiled: { rule }, outcome }: Standing): boolean {
  return rule.effect === 'deny' && (outcome & FALSE) === 0
}

export function mayDeny({ compiled: { rule }, outcome }: Standing): boolean {
  return rule.effect === 'deny' && (outcome & FALSE) !== 0
}

export function isPermitting({ compiled: { rule }, outcome }: Standing): boolean {
  return rule.effect === 'permit' && outcome === TRUE
}

export function mayPermit({ compiled: { rule }, outcome }: Standing): boolean {
  return rule.effect === 'permit' && outcome !== TRUE && (outcome & TRUE) !== 0
}

export function isIndeterminate({ outcome }: Standing): boolean {
  return outcome === UNKNOWN
}

/** What comes along is judged as the interaction and as a read: either suffices to permit, and to forbid. */
function outcomeOf(compiled: CompiledRule, facts: Facts): Outcome {
  const own = compiled.ofQuestion(facts)
  const { asked } = facts
  if (asked === undefined || asked.question.part === 'asked' || asked.question.interaction === 'read') return own
  const question = { ...asked.question, interaction: 'read' as const, operation: undefined }
  return either(own, compiled.ofQuestion({ ...facts, asked: { ...asked, question } }))
}

function hindranceOf({ rule, fill }: CompiledRule, facts: Facts): Pick<Standing, 'hindrance' | 'narrow'> {
  if (rule.effect === 'deny') return unhindered
  const narrow = fill(facts)
  if (narrow === undefined) return { hindrance: 'narrow', narrow: [] }
  const { stepUp } = rule.obligations
  const { now } = facts.asked!.circumstances
  const isWeak = stepUp !== undefined && !isStrongEnough(stepUp, facts.caller.principal, now)
  return { hindrance: isWeak ? 'step-up' : undefined, narrow }
}

const unhindered: Pick<Standing, 'hindrance' | 'narrow'> = { hindrance: undefined, narrow: [] }
