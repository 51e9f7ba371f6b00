import type { Paint } from '../../explain/text/judgement-text.ts'
import { formatPlace } from '../../explain/text/rule-text.ts'
import { type Count, countBranches, countRules, percent } from '../coverage/coverage.ts'
import type { PolicyCoverage } from '../run.ts'

/** How far the tests of a policy reach, and what no test has reached. */
export function coverageLines({ policy, coverage, wanted }: PolicyCoverage, paint: Paint): readonly string[] {
  return [
    `Coverage of policy ${policy}`,
    shareLine('rules', countRules(coverage), wanted.rules, paint),
    shareLine('branches', countBranches(coverage), wanted.branches, paint),
    ...coverage.rules.flatMap(({ rule, matched, branches }) => {
      const name = `${rule.id} (${formatPlace(rule.place)})`
      if (!matched && branches.every(({ held, failed }) => !held && !failed)) return [`  never fits: ${name}`]
      return [
        ...(matched ? [] : [`  never fits: ${name}`]),
        ...branches.flatMap(({ path, held, failed }) => [
          ...(held ? [] : [`  never holds: ${name} ${path}`]),
          ...(failed ? [] : [`  never fails: ${name} ${path}`]),
        ]),
      ]
    }),
  ]
}

/** What is missing to what the files ask for, one line; none when nothing is. */
export function shortfallLines({ policy, coverage, wanted }: PolicyCoverage, paint: Paint): readonly string[] {
  const shares = [
    ['rules', countRules(coverage), wanted.rules],
    ['branches', countBranches(coverage), wanted.branches],
  ] as const
  return shares
    .filter(([, count, least]) => percent(count) < least)
    .map(([name, count, least]) => {
      const text = `the tests of policy ${policy} reach ${shown(count)} of its ${name}; at least ${least}% is required`
      return paint('red', text)
    })
}

function shareLine(name: string, count: Count, wanted: number, paint: Paint): string {
  const suffices = percent(count) >= wanted
  const text = `${shown(count)} (${count.reached} of ${count.all})`
  return `  ${name}: ${paint(suffices ? 'green' : 'red', text)}${suffices ? '' : `, at least ${wanted}% is required`}`
}

/** Rounded down: what is not all never looks like all. */
function shown(count: Count): string {
  return `${Math.floor(percent(count))}%`
}
