import { dirname, resolve } from 'node:path'
import { checkRuntime } from './check-runtime.ts'
import type { readPolicy } from './files/policy-file.ts'
import type { ReadFile } from './files/read-file.ts'
import { readFile } from './files/read-file.ts'
import { type ConfigResult, parseConfig } from './parse.ts'

/** What a configuration depends on besides its file. */
export interface LoadOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Flags that Node was started with. */
  readonly execArgv?: readonly string[]
  readonly readFile?: ReadFile
  readonly readPolicy?: typeof readPolicy
}

const MAX_BYTES = 1024 * 1024

/**
 * Reads the configuration file at `path`, what it refers to, and the state of the process.
 * Expected faults are values: the result holds either the frozen configuration or every problem found.
 */
export function loadConfig(path: string, options: LoadOptions = {}): ConfigResult {
  const { environment = process.env, execArgv = process.execArgv } = options
  const { readPolicy } = options
  const around = { directory: dirname(resolve(path)), environment, readFile: options.readFile ?? readFile, readPolicy }
  const contents = around.readFile(resolve(path), MAX_BYTES)
  const runtime = checkRuntime(environment, execArgv)
  if ('fault' in contents) {
    const problem = { file: path, path: '', what: contents.fault, expected: 'a configuration file; -c FILE names it' }
    return { problems: [...runtime, problem] }
  }
  const result = parseConfig({ file: path, text: contents.bytes.toString('utf8') }, around)
  if (runtime.length === 0) return result
  return { problems: 'problems' in result ? [...runtime, ...result.problems] : runtime }
}
