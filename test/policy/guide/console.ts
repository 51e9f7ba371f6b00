/** A command with what it shall print. */
export interface Shown {
  readonly args: readonly string[]
  readonly output: string
}

/** Reads `$ gatehouse …` and the lines that it prints. Arguments are parted at spaces, but for those in single quotes. */
export function readConsole(text: string): Shown {
  const [command = '', ...output] = text.trimEnd().split('\n')
  if (!command.startsWith('$ gatehouse ')) throw new Error(`no command of gatehouse: ${command}`)
  const words = command.slice('$ gatehouse '.length).match(/'[^']*'|\S+/g) ?? []
  return { args: words.map((word) => word.replaceAll("'", '')), output: output.join('\n') }
}

/** A pattern for printed text in which `…` stands for anything. */
export function patternOf(output: string): RegExp {
  const parts = output.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`)
}
