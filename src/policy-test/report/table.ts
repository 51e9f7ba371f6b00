import type { Paint } from '../../explain/text/judgement-text.ts'
import { printable } from '../../explain/text/printable.ts'
import { formatPlace, stateText } from '../../explain/text/rule-text.ts'
import type { Expected } from '../expect-schema.ts'
import type { Suite } from '../run.ts'
import type { RanTest } from '../run-test.ts'

/** Tests as a table of who asks what, what is expected and what came; below each that failed, where and why. */
export function suiteLines({ file, policy, tests }: Suite, paint: Paint): readonly string[] {
  const rows = printable(tests).map((each) => ({ each, cells: cellsOf(each) }))
  const widths = [0, 1, 2, 3].map((at) => Math.min(60, Math.max(...rows.map(({ cells }) => cells[at]!.length))))
  return [
    `${file} (policy ${policy})`,
    ...rows.flatMap(({ each, cells }) => {
      const passed = each.differences.length === 0
      const mark = passed ? paint('green', '✓') : paint('red', '✗')
      const row = cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')
      return [`  ${mark} ${row}`, ...(passed ? [] : failureLines(each, file).map((line) => `      ${line}`))]
    }),
  ]
}

/** Who, what, expected, actual, name. */
function cellsOf({ test, outcome, differences }: RanTest): readonly string[] {
  const { expect, token, env, request, name } = test
  const expected = brief(expect)
  const actual = differences.length === 0 ? 'as expected' : brief({ ...outcome, status: outcome.status })
  return [env === undefined ? token : `${token}@${env}`, request, expected, actual, name]
}

function brief({ effect, status }: Pick<Expected, 'effect' | 'status'>): string {
  return status === undefined ? effect : `${effect} ${status}`
}

/** Key by key what differs, what was decided, and how the rules stand to it. */
export function failureLines({ line, outcome, differences, rules }: RanTest, file: string): readonly string[] {
  const width = Math.max(...differences.map(({ key }) => key.length))
  return [
    `${file}:${line}`,
    ...differences.flatMap(({ key, expected, actual }) => [
      `${key.padEnd(width)}  expected ${expected}`,
      `${' '.repeat(width)}  but got  ${actual}`,
    ]),
    `decided: ${outcome.reason}`,
    ...rules.map((rule) => `rule ${rule.id} (${formatPlace(rule)}), ${rule.effect}: ${stateText(rule)}`),
  ]
}
