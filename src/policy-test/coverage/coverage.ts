import type { RecordedQuestion } from '../../explain/recorded-questions.ts'
import { typeOf } from '../../policy/evaluate/facts.ts'
import { TRUE } from '../../policy/evaluate/outcome.ts'
import type { PolicyDocument, Rule } from '../../policy/language.ts'
import type { Knowledge } from '../../policy/rule-book.ts'
import { factsReader, probesOf } from './probe.ts'

/** How much of a policy its tests have reached. */
export interface Coverage {
  readonly rules: readonly RuleCoverage[]
}

export interface RuleCoverage {
  readonly rule: Pick<Rule, 'id' | 'place' | 'effect'>
  /** It fitted in some test. */
  readonly matched: boolean
  readonly branches: readonly BranchCoverage[]
}

/** One test of a condition: whether it held in some test, and failed in some. What cannot be told counts as failed. */
export interface BranchCoverage {
  readonly path: string
  readonly held: boolean
  readonly failed: boolean
}

/** Looks at every question of every test, and remembers which rules and branches it reached. */
export interface CoverageWatch {
  /**
   * @param resources those of the test; each question is looked at with those of its type.
   * @returns ids of the rules that fit, with any of them.
   */
  see(asked: readonly RecordedQuestion[], resources: readonly unknown[]): ReadonlySet<string>
  coverage(): Coverage
}

export function watchCoverage(document: PolicyDocument | undefined, knowledge: Knowledge): CoverageWatch {
  const probes = document === undefined ? [] : probesOf(document, knowledge)
  const facts = document && factsReader(document, knowledge)
  const matched = new Set<string>()
  const held = new Set<string>()
  const failed = new Set<string>()

  function look(asked: RecordedQuestion, resource: unknown): readonly string[] {
    const fitting: string[] = []
    for (const each of facts?.(asked, resource) ?? []) {
      for (const { rule, fits, branches } of probes) {
        if (fits(each)) fitting.push(rule.id)
        for (const { path, outcome } of branches) {
          const came = outcome(each)
          if (came !== undefined) (came === TRUE ? held : failed).add(`${rule.id} ${path}`)
        }
      }
    }
    return fitting
  }

  return {
    see(asked, resources) {
      const fitting = new Set<string>()
      for (const each of asked) {
        const { resourceType } = each.question
        const own = resources.filter((resource) => resourceType === undefined || typeOf(resource) === resourceType)
        for (const resource of [undefined, ...own]) for (const id of look(each, resource)) fitting.add(id)
      }
      for (const id of fitting) matched.add(id)
      return fitting
    },
    coverage: () => ({
      rules: probes.map(({ rule, branches }) => ({
        rule: { id: rule.id, place: rule.place, effect: rule.effect },
        matched: matched.has(rule.id),
        branches: branches.map(({ path }) => ({
          path,
          held: held.has(`${rule.id} ${path}`),
          failed: failed.has(`${rule.id} ${path}`),
        })),
      })),
    }),
  }
}

/** Reached and all, for a share. */
export interface Count {
  readonly reached: number
  readonly all: number
}

export function countRules({ rules }: Coverage): Count {
  return { reached: rules.filter(({ matched }) => matched).length, all: rules.length }
}

/** Each test of a condition has two branches. */
export function countBranches({ rules }: Coverage): Count {
  const branches = rules.flatMap((rule) => rule.branches)
  const reached = branches.filter(({ held }) => held).length + branches.filter(({ failed }) => failed).length
  return { reached, all: 2 * branches.length }
}

/** Percent; of nothing everything is reached. */
export function percent({ reached, all }: Count): number {
  return all === 0 ? 100 : (100 * reached) / all
}
