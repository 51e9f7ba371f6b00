import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { curlOf } from './curl.ts'
import type { Section } from './line.ts'
import { outcomeText } from './outcome.ts'
import { createRunner } from './run.ts'
import type { Screen } from './screen.ts'
import type { Sandbox } from './start.ts'

/** Prints every line as a curl command, each with what the gateway has just made of it. */
export async function printTour(
  sections: readonly Section[],
  sandbox: Sandbox,
  screen: Screen,
  print: (text: string) => void,
): Promise<void> {
  const runner = createRunner(sandbox)
  print(`\nTry it from another terminal:\n\n  cd ${sandbox.folder}`)
  for (const { title, lines } of sections) {
    print(`\n--- ${title} ---`)
    for (const line of lines) {
      if (line.body) writeFileSync(join(sandbox.folder, line.body.file), JSON.stringify(line.body.resource, null, 2))
      const result = await runner.run(line)
      print(`\n  # ${line.title}\n  ${curlOf(line, sandbox.base)}`)
      print(outcomeText('', result, screen))
    }
  }
  runner.close()
}
