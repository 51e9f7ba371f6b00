import type { Config } from '../../config/config.ts'
import { nearest } from '../../config/problems/nearest.ts'
import type { Path, Problem } from '../../config/problems/problem.ts'
import { reportOn } from '../../config/problems/report.ts'
import { allRules } from '../../policy/all-rules.ts'
import { otherCauses } from '../expect-schema.ts'
import type { PolicyTestFile } from './read.ts'

/** Checks that every rule which a file of tests names is one of the policy. */
export function checkRuleIds({ document, yaml }: PolicyTestFile, { policy }: Config): readonly Problem[] {
  const problems: Problem[] = []
  const report = reportOn(yaml, problems)
  const ids = new Set(allRules(policy.document).map(({ id }) => id))
  const check = (id: string, at: Path, also: readonly string[] = []) => {
    if (ids.has(id) || also.includes(id)) return
    report.problem(at, 'is not a rule of the policy', 'the id of a rule', nearest(id, [...ids]))
  }
  for (const [index, { expect }] of document.tests.entries()) {
    const at = ['tests', index, 'expect']
    for (const key of ['rules', 'indeterminate'] as const) {
      for (const [position, id] of (expect[key] ?? []).entries()) check(id, [...at, key, position])
    }
    for (const id of Object.keys(expect.shadow ?? {})) check(id, [...at, 'shadow', id], ['none'])
    for (const [name, causes] of Object.entries(expect.removed ?? {})) {
      for (const [position, id] of causes.entries()) check(id, [...at, 'removed', name, position], otherCauses)
    }
  }
  return problems
}
