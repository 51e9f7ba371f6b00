import { loadSiteDefinitions } from '../config/load-definitions.ts'
import { lintConfigured } from '../discovery/lint-configured.ts'
import { formatFinding } from '../discovery/lint-finding.ts'
import { paint } from './colour.ts'
import { exit, type Terminal } from './command.ts'
import { loadOrExplain, readConfigPath } from './config-option.ts'

/** `gatehouse check`: prints every problem and exits with 2, or says what the configuration amounts to. */
export async function checkCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const path = readConfigPath(args)
  const config = loadOrExplain(path, (line) => terminal.print(paint('red', line, terminal)))
  if (config === undefined) return exit.badInput
  for (const sentence of config.insecure) terminal.print(paint('yellow', `${path}: insecure: ${sentence}`, terminal))
  for (const finding of lintConfigured(config, loadSiteDefinitions(config))) {
    terminal.print(paint('yellow', `${path}: smart: ${formatFinding(finding)}`, terminal))
  }
  const { name, version } = config.policy
  const policy = version === undefined ? name : `${name} ${version}`
  terminal.print(paint('green', `${path}: valid (configuration ${config.version}, policy ${policy})`, terminal))
  return exit.ok
}
