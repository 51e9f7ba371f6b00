import { exit, type Terminal } from './command.ts'
import { commands } from './commands.ts'
import { helpText } from './help.ts'
import { packageVersion } from './version.ts'

/** Commands whose feature does not exist yet, and what is said of them. */
const notYet = new Map([['audit', 'audit is not supported yet: the audit trail']])

/** Runs the command line `args` (without node and script). Resolves with the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args
  if (name !== undefined && ['--version', '-v', 'version'].includes(name)) {
    terminal.print(packageVersion())
    return exit.ok
  }
  if (name === undefined) {
    terminal.complain(helpText(commands))
    return exit.badInput
  }
  if (['--help', '-h', 'help'].includes(name) || rest.includes('--help') || rest.includes('-h')) {
    terminal.print(helpText(commands))
    return exit.ok
  }
  const command = commands.find((row) => row.name === name)
  if (command === undefined) {
    const expected = commands.map((row) => row.name).join(', ')
    terminal.complain(`gatehouse: ${notYet.get(name) ?? 'there is no such command'} (expected ${expected})`)
    return exit.badInput
  }
  try {
    return await command.run(rest, terminal)
  } catch (error) {
    if (!isUsageError(error)) throw error
    terminal.complain(`gatehouse ${command.name}: ${error.message}`)
    terminal.complain(`usage: gatehouse ${command.name} ${command.usage}`)
    return exit.badInput
  }
}

/** What `parseArgs` throws for options it does not know or that lack their value. */
function isUsageError(error: unknown): error is TypeError & { code: string } {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
}
