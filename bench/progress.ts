const started = performance.now()

/** Says on standard error what is being done now: in one line on a terminal, else in lines with the seconds so far. */
export function tell(what: string): void {
  const seconds = Math.round((performance.now() - started) / 1000)
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${seconds}s  ${what}` : `${seconds}s  ${what}\n`)
}
