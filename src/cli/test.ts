import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Config } from '../config/config.ts'
import { formatProblem } from '../config/problems/problem.ts'
import type { Paint } from '../explain/text/judgement-text.ts'
import { testsOfPolicy } from '../policy-test/files.ts'
import { coverageLines, shortfallLines } from '../policy-test/report/coverage-text.ts'
import { junitXml } from '../policy-test/report/junit.ts'
import { suiteLines } from '../policy-test/report/table.ts'
import { runPolicyTests } from '../policy-test/run.ts'
import { plainConfig } from '../policy-test/site.ts'
import { paint } from './colour.ts'
import { exit, type Terminal } from './command.ts'
import { loadOrExplain } from './config-option.ts'

const options = {
  config: { type: 'string', short: 'c' },
  coverage: { type: 'boolean', default: false },
  junit: { type: 'string' },
} as const

/**
 * `gatehouse test`: runs tests of policies. Without files those of the configuration's policy; with files and without
 * `-c` the site is a plain one. Reads files only. Exits with 0, 1 when a test fails or too little is covered, 2 for bad
 * files.
 */
export async function testCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const config = siteOf(values.config, positionals.length > 0, terminal)
  if (config === undefined) return exit.badInput
  const files = positionals.length > 0 ? positionals : testsOfPolicy(config.policy)
  if (files.length === 0) {
    terminal.complain('gatehouse test: there are no tests: name files, or put `tests:` into the policy')
    return exit.badInput
  }
  const run = await runPolicyTests(config, files)
  if ('problems' in run) {
    for (const problem of run.problems) terminal.complain(formatProblem(problem))
    return exit.badInput
  }
  const colour: Paint = (name, text) => paint(name, text, terminal)
  const all = run.suites.flatMap(({ tests }) => tests)
  const failed = all.filter(({ differences }) => differences.length > 0).length
  const lines = [
    ...run.suites.flatMap((suite) => [...suiteLines(suite, colour), '']),
    ...(values.coverage ? run.coverage.flatMap((each) => [...coverageLines(each, colour), '']) : []),
    ...run.coverage.flatMap((each) => shortfallLines(each, colour)),
    failed === 0 ? colour('green', `${all.length} passed`) : colour('red', `${failed} of ${all.length} failed`),
  ]
  for (const line of lines) terminal.print(line)
  if (values.junit !== undefined && !written(values.junit, junitXml(run.suites), terminal)) return exit.badInput
  return run.passed ? exit.ok : exit.fault
}

function siteOf(path: string | undefined, hasFiles: boolean, terminal: Terminal): Config | undefined {
  if (path === undefined && hasFiles) return plainConfig()
  return loadOrExplain(path ?? 'gatehouse.yaml', terminal.complain)
}

function written(path: string, text: string, terminal: Terminal): boolean {
  try {
    writeFileSync(path, text)
    return true
  } catch {
    terminal.complain(`gatehouse test: ${path} cannot be written`)
    return false
  }
}
