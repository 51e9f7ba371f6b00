import type { Section } from './line.ts'
import { createRunner } from './run.ts'
import type { Screen } from './screen.ts'
import type { Sandbox } from './start.ts'
import { tableRow } from './table.ts'

/** Runs every line and prints `request → status → outcome (reason)`. Resolves with whether all was as promised. */
export async function runOnce(
  sections: readonly Section[],
  sandbox: Sandbox,
  screen: Screen,
  print: (text: string) => void,
): Promise<boolean> {
  const runner = createRunner(sandbox)
  let ran = 0
  let kept = 0
  print(`${sandbox.base}, over TLS: request → status → outcome (reason)`)
  for (const { title, lines } of sections) {
    print(`\n${title}`)
    for (const line of lines) {
      const result = await runner.run(line)
      print(tableRow(result, screen))
      ran++
      if (result.differences.length === 0) kept++
    }
  }
  runner.close()
  print(
    kept === ran ? `\nAll ${ran} requests ended as promised.` : `\n${ran - kept} of ${ran} did not end as promised.`,
  )
  return kept === ran
}
