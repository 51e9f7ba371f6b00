import { parseArgs } from 'node:util'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { formatProblem } from '../config/problems/problem.ts'

/** Options of `parseArgs` for commands that read the configuration. */
export const configOption = { config: { type: 'string', short: 'c', default: 'gatehouse.yaml' } } as const

/** The path given with `-c`, for commands that take nothing else. */
export function readConfigPath(args: readonly string[]): string {
  return parseArgs({ args: [...args], options: configOption }).values.config
}

/** The configuration at `path`, or undefined after each of its problems has been said, one a line. */
export function loadOrExplain(path: string, say: (line: string) => void): Config | undefined {
  const result = loadConfig(path)
  if ('config' in result) return result.config
  for (const problem of result.problems) say(formatProblem(problem))
  return undefined
}
