import { parseArgs } from 'node:util'
import type { Config } from '../config/config.ts'
import { loadSiteDefinitions } from '../config/definitions/load-definitions.ts'
import { loadConfig } from '../config/load.ts'
import { formatProblem, type Problem } from '../config/problems/problem.ts'
import { lintConfigured } from '../discovery/lint-configured.ts'
import { checkPolicy } from '../policy/check/check.ts'
import { paint } from './colour.ts'
import { exit, type Terminal } from './command.ts'
import { configOption } from './config-option.ts'

/**
 * `gatehouse check`: prints every problem and exits with 2, or says what the configuration amounts to. What is allowed
 * and probably not meant is said as a warning; with `--strict` that ends with 2 as well.
 */
export async function checkCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = { ...configOption, strict: { type: 'boolean', default: false } } as const
  const { config: path, strict } = parseArgs({ args: [...args], options }).values
  const result = loadConfig(path)
  if ('problems' in result) {
    for (const problem of result.problems) terminal.print(paint('red', formatProblem(problem), terminal))
    return exit.badInput
  }
  const { config } = result
  for (const sentence of config.insecure) terminal.print(paint('yellow', `${path}: insecure: ${sentence}`, terminal))
  const warnings = [...result.warnings, ...ruleWarnings(config), ...smartWarnings(config, path)]
  const colour = strict ? 'red' : 'yellow'
  for (const warning of warnings) {
    const text = formatProblem({ ...warning, what: `warning: ${warning.what}` })
    terminal.print(paint(colour, text, terminal))
  }
  if (strict && warnings.length > 0) return exit.badInput
  const { name, version } = config.policy
  const policy = version === undefined ? name : `${name} ${version}`
  terminal.print(paint('green', `${path}: valid (configuration ${config.version}, policy ${policy})`, terminal))
  return exit.ok
}

/** What is probably not meant in the rules, at this moment. */
function ruleWarnings(config: Config): readonly Problem[] {
  const { document } = config.policy
  if (document === undefined) return []
  const found = checkPolicy(document, Date.now(), loadSiteDefinitions(config))
  return found.map(({ rule: { id, place }, what, expected }) => ({ ...place, path: `rule ${id}`, what, expected }))
}

/** What the configuration alone tells of faults in the SMART configuration that clients get. */
function smartWarnings(config: Config, file: string): readonly Problem[] {
  const found = lintConfigured(config, loadSiteDefinitions(config))
  return found.map(({ field, problem, remedy }) => ({
    file,
    path: `smart.${field}`,
    what: problem,
    ...(remedy !== undefined && { expected: remedy }),
  }))
}
