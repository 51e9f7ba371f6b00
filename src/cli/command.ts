/** Where a command writes. */
export interface Terminal {
  /** Results: what one would pipe on. One call, one line. */
  print(line: string): void
  /** What concerns the person at the keyboard. */
  complain(line: string): void
  /** Whether `print` reaches a terminal that shows colours. */
  readonly colours: boolean
}

/** Exit codes that all commands share; the rest is said in each command's help. */
export const exit = { ok: 0, fault: 1, badInput: 2 } as const

export interface Command {
  readonly name: string
  /** Arguments as they are shown in the help. */
  readonly usage: string
  readonly summary: string
  /** Runs with the arguments behind the name. Resolves with the exit code; wrong usage is thrown by `parseArgs` and answered with 2. */
  run(args: readonly string[], terminal: Terminal): Promise<number>
}
