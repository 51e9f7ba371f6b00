import type { RecordedQuestion } from '../../explain/recorded-questions.ts'
import { callerReader } from '../../policy/compile/caller.ts'
import { compileRule } from '../../policy/compile/rule.ts'
import { belongingKeys } from '../../policy/compile/tenants.ts'
import { compileCondition, type Test } from '../../policy/evaluate/condition.ts'
import type { Facts } from '../../policy/evaluate/facts.ts'
import { isSettled, type Outcome, TRUE } from '../../policy/evaluate/outcome.ts'
import { localClock } from '../../policy/evaluate/schedule.ts'
import type { Condition, PolicyDocument, Rule } from '../../policy/language.ts'
import type { Knowledge } from '../../policy/rule-book.ts'

/** One test of a condition, by where it stands in its rule: `when.all[1].eq`. */
export interface Branch {
  readonly path: string
  /** How it comes out; undefined where the rule is not about what is asked, or only the resource would tell. */
  outcome(facts: Facts): Outcome | undefined
}

/** One rule that is switched on, ready to be looked at by itself. */
export interface Probe {
  readonly rule: Rule
  readonly branches: readonly Branch[]
  fits(facts: Facts): boolean
}

/** The rules of a policy, each by itself: whether it fits what was asked, whatever the other rules say. */
export function probesOf(document: PolicyDocument, knowledge: Knowledge): readonly Probe[] {
  const { defaults, rules = [], tenants } = document
  if (defaults.mode === 'off') return []
  const matching = { knowledge, clock: localClock(defaults.timezone) }

  function probe(rule: Rule, belonging: Parameters<typeof compileRule>[2]): readonly Probe[] {
    if (rule.mode === 'off') return []
    const { keys } = compileRule(rule, rule.mode ?? 'enforce', belonging, matching)
    const isAbout = (facts: Facts) => keys.every(({ name, test }) => name === 'when' || test(facts) === TRUE)
    const tests = rule.when === undefined ? [] : testsOf(rule.when, 'when')
    const branches = tests.map(([path, condition]): Branch => {
      const test: Test = compileCondition(condition, knowledge)
      return {
        path,
        outcome(facts) {
          const outcome = isAbout(facts) ? test(facts) : undefined
          return outcome !== undefined && isSettled(outcome) ? outcome : undefined
        },
      }
    })
    return [{ rule, branches, fits: (facts) => keys.every(({ test }) => test(facts) === TRUE) }]
  }

  return [
    ...rules.flatMap((rule) => probe(rule, [])),
    ...Object.entries(tenants).flatMap(([name, tenant]) =>
      tenant.rules.flatMap((rule) => probe(rule, belongingKeys(name, tenant, knowledge))),
    ),
  ]
}

/** Makes facts of what was asked, with a resource. What comes along is asked as the interaction and as a read. */
export function factsReader(
  document: PolicyDocument,
  knowledge: Knowledge,
): (asked: RecordedQuestion, resource: unknown) => readonly Facts[] {
  const read = callerReader(document, knowledge)
  return ({ question, principal, circumstances }, resource) => {
    const caller = read(principal)
    const questions =
      question.part === 'along' && question.interaction !== 'read'
        ? [question, { ...question, interaction: 'read' as const, operation: undefined }]
        : [question]
    return questions.map((each) => ({
      caller,
      asked: { question: each, circumstances },
      resource: resource === undefined ? undefined : { content: resource },
    }))
  }
}

function testsOf(condition: Condition, path: string): readonly (readonly [path: string, test: Condition])[] {
  if ('all' in condition) return condition.all.flatMap((each, at) => testsOf(each, `${path}.all[${at}]`))
  if ('any' in condition) return condition.any.flatMap((each, at) => testsOf(each, `${path}.any[${at}]`))
  if ('not' in condition) return testsOf(condition.not, `${path}.not`)
  return [[`${path}.${'exists' in condition ? 'exists' : condition.test}`, condition]]
}
