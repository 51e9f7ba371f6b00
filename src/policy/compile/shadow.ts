import type { RuleBook } from '../rule-book.ts'
import type { Permitted, ShadowDifference } from '../verdict.ts'
import type { Combined } from './combine.ts'
import { noDuties } from './duties.ts'
import { isDenying, isPermitting, type Standing } from './standing.ts'

/** What each rule in shadow mode would have made of the verdict, had it alone been in force beside the others. */
export function shadowDifferences(shadows: readonly Standing[], verdict: Combined): readonly ShadowDifference[] {
  return shadows.flatMap((each): readonly ShadowDifference[] => {
    const rule = each.compiled.rule.id
    if (verdict.effect === 'permit') return isDenying(each) ? [{ rule, from: 'permit', to: 'deny' }] : []
    const wouldPermit = verdict.code !== 'POLICY_RULE' && isPermitting(each) && each.hindrance === undefined
    return wouldPermit ? [{ rule, from: 'deny', to: 'permit' }] : []
  })
}

const untouched: Permitted = {
  effect: 'permit',
  rules: [],
  indeterminate: [],
  shadow: [],
  obligations: noDuties,
  judge: undefined,
}

/** Permits everything, and tells what `ask` would have denied before any resource was there. */
export function withoutEffect(ask: RuleBook['ask'] | undefined): RuleBook['ask'] {
  return (question, principal, circumstances) => {
    const verdict = ask?.(question, principal, circumstances)
    if (verdict === undefined) return untouched
    const { effect, rules, indeterminate, shadow } = verdict
    if (effect === 'permit') return { ...untouched, indeterminate, shadow }
    return { ...untouched, indeterminate, shadow: [{ rule: rules[0]?.id ?? 'none', from: 'permit', to: 'deny' }] }
  }
}
