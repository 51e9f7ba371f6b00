import { compileCondition, isAboutCaller } from '../evaluate/condition.ts'
import type { Facts } from '../evaluate/facts.ts'
import { both, FALSE, type Outcome, outcomeOf, TRUE } from '../evaluate/outcome.ts'
import type { Rule } from '../language.ts'
import type { RuleName } from '../verdict.ts'
import { compileFilling, type Fill } from './filling.ts'
import { type Key, type Matching, matchKeys } from './match.ts'

/** A rule made ready to be asked. */
export interface CompiledRule {
  readonly rule: Rule
  readonly name: RuleName
  /** One in shadow mode is evaluated, and has no say. */
  readonly mode: 'enforce' | 'shadow'
  /** Everything that has to hold: validity, `match` and `when`. */
  readonly keys: readonly Key[]
  /** Joins the keys that depend on the caller alone. */
  ofCaller(facts: Facts): Outcome
  /** Joins all other keys. */
  ofQuestion(facts: Facts): Outcome
  readonly fill: Fill
}

/** @param belonging who belongs to the tenant whose rule it is; none for a rule of everybody. */
export function compileRule(
  rule: Rule,
  mode: CompiledRule['mode'],
  belonging: readonly Key[],
  matching: Matching,
): CompiledRule {
  const keys = [...belonging, ...validity(rule), ...matchKeys(rule.match, matching), ...whenKey(rule, matching)]
  const [caller, question] = [keys.filter(({ ofCaller }) => ofCaller), keys.filter(({ ofCaller }) => !ofCaller)]
  return {
    rule,
    name: { id: rule.id, place: rule.place },
    mode,
    keys,
    ofCaller: (facts) => joined(caller, facts),
    ofQuestion: (facts) => joined(question, facts),
    fill: compileFilling(rule.obligations.narrow, matching.knowledge),
  }
}

function joined(keys: readonly Key[], facts: Facts): Outcome {
  let outcome = TRUE
  for (const { test } of keys) {
    outcome = both(outcome, test(facts))
    if (outcome === FALSE) return FALSE
  }
  return outcome
}

/** Both ends are inside. */
function validity({ notBefore, notAfter }: Rule): readonly Key[] {
  const within = (name: string, holds: (now: number) => boolean): Key => ({
    name,
    ofCaller: false,
    test: ({ asked }) => outcomeOf(asked !== undefined && holds(asked.circumstances.now)),
  })
  return [
    ...(notBefore === undefined ? [] : [within('notBefore', (now) => now >= notBefore)]),
    ...(notAfter === undefined ? [] : [within('notAfter', (now) => now <= notAfter)]),
  ]
}

function whenKey({ when }: Rule, { knowledge }: Matching): readonly Key[] {
  if (when === undefined) return []
  return [{ name: 'when', ofCaller: isAboutCaller(when), test: compileCondition(when, knowledge) }]
}
