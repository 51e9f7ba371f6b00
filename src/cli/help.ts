import type { Command } from './command.ts'

/** The text of `gatehouse --help`. */
export function helpText(commands: readonly Command[]): string {
  const rows = commands.map(({ name, usage, summary }) => `  gatehouse ${name} ${usage}\n      ${summary}`)
  return [
    'Gatehouse, a security gateway in front of FHIR servers.',
    '',
    ...rows,
    '',
    'Options:',
    '  -c, --config FILE   the configuration, gatehouse.yaml by default',
    '  -h, --help          this text',
    '  -v, --version       the version of Gatehouse',
  ].join('\n')
}
