import type { Principal } from '../scopes/principal.ts'
import { callerReader } from './compile/caller.ts'
import type { Key } from './compile/match.ts'
import { compileRule } from './compile/rule.ts'
import { belongingKeys } from './compile/tenants.ts'
import { compileCondition } from './evaluate/condition.ts'
import type { Facts } from './evaluate/facts.ts'
import { FALSE, isSettled, type Outcome, TRUE, UNKNOWN } from './evaluate/outcome.ts'
import { localClock } from './evaluate/schedule.ts'
import type { Condition, Mode, PolicyDocument, Rule } from './language.ts'
import type { Circumstances, Question } from './question.ts'
import type { Knowledge } from './rule-book.ts'
import type { RuleName } from './verdict.ts'

/** What became of one rule. `key` is where in the rule, such as `match.roles` or `when.all[1].eq`. */
export type Trace = RuleName & {
  readonly effect: Rule['effect']
  readonly mode: Mode
} & (
    | { readonly state: 'matched' | 'off' }
    /** Failed: does not fit. Indeterminate: an attribute is absent there. Pending: only the resource tells. */
    | { readonly state: 'failed' | 'indeterminate' | 'pending'; readonly key: string }
  )

/** What is to be traced: a question as to `RuleBook.ask`, and the resource if there is one. */
export interface Traced {
  readonly question: Question
  readonly principal: Principal
  readonly circumstances: Circumstances
  readonly resource?: unknown
}

/**
 * Tells of every rule of a policy how it stands to a question, in the order of the file, for whoever asks why. What comes
 * along is traced as the interaction alone. Slow: everything is made ready for the one question.
 */
export function trace(document: PolicyDocument, knowledge: Knowledge, traced: Traced): readonly Trace[] {
  const { question, principal, circumstances, resource } = traced
  const facts: Facts = {
    caller: callerReader(document, knowledge)(principal),
    asked: { question, circumstances },
    resource: resource === undefined ? undefined : { content: resource },
  }
  const { defaults, rules = [], tenants } = document
  const matching = { knowledge, clock: localClock(defaults.timezone) }
  const traceOf = (rule: Rule, belonging: readonly Key[]): Trace => {
    const { id, place, effect, mode = defaults.mode } = rule
    const told = { id, place, effect, mode }
    if (mode === 'off') return { ...told, state: 'off' }
    const { keys } = compileRule(rule, mode, belonging, matching)
    return { ...told, ...stateOf(keys, rule.when, facts, knowledge) }
  }
  return [
    ...rules.map((rule) => traceOf(rule, [])),
    ...Object.entries(tenants).flatMap(([name, tenant]) =>
      tenant.rules.map((rule) => traceOf(rule, belongingKeys(name, tenant, knowledge))),
    ),
  ]
}

type State =
  | { readonly state: 'matched' }
  | { readonly state: 'failed' | 'indeterminate' | 'pending'; readonly key: string }

/** What fails goes before what cannot be told, and that before what is pending, as in the joined outcome. */
function stateOf(keys: readonly Key[], when: Condition | undefined, facts: Facts, knowledge: Knowledge): State {
  const outcomes = keys.map(({ name, test }) => ({ name, outcome: test(facts) }))
  const at = (state: 'failed' | 'indeterminate' | 'pending', is: (outcome: Outcome) => boolean): State | undefined => {
    const found = outcomes.find(({ outcome }) => is(outcome))
    if (found === undefined) return undefined
    const isWhen = found.name === 'when' && when !== undefined
    return { state, key: isWhen ? deepest(when, found.outcome, 'when', facts, knowledge) : found.name }
  }
  return (
    at('failed', (outcome) => outcome === FALSE) ??
    at('indeterminate', (outcome) => outcome === UNKNOWN) ??
    at('pending', (outcome) => !isSettled(outcome)) ?? { state: 'matched' }
  )
}

/** The innermost test that made a condition come out so. */
function deepest(condition: Condition, outcome: Outcome, path: string, facts: Facts, knowledge: Knowledge): string {
  const outcomeOf = (each: Condition) => compileCondition(each, knowledge)(facts)
  if ('not' in condition) return deepest(condition.not, outcomeOf(condition.not), `${path}.not`, facts, knowledge)
  const [name, parts] = 'all' in condition ? ['all', condition.all] : 'any' in condition ? ['any', condition.any] : []
  if (name === undefined || parts === undefined) return `${path}.${'test' in condition ? condition.test : 'exists'}`
  // When any of them would have done, no single one is to blame.
  if (name === (outcome === FALSE ? 'any' : outcome === TRUE ? 'all' : undefined)) return `${path}.${name}`
  const at = parts.findIndex((each) => outcomeOf(each) === outcome)
  return at < 0 ? `${path}.${name}` : deepest(parts[at]!, outcome, `${path}.${name}[${at}]`, facts, knowledge)
}
