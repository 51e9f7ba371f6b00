import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../corpus/', import.meta.url)

/** The inputs kept for a target: one a line, as a JSON string of its bytes (Latin-1). */
export function loadInputs(target: string): readonly Buffer[] {
  const file = new URL(`${target}.txt`, folder)
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  return lines.map((line) => Buffer.from(JSON.parse(line) as string, 'latin1'))
}

export function saveInputs(target: string, inputs: readonly Buffer[]): void {
  writeFileSync(new URL(`${target}.txt`, folder), inputs.map((input) => `${written(input)}\n`).join(''))
}

/** An input as a line of a corpus, in visible ASCII. */
export function written(input: Buffer): string {
  return JSON.stringify(input.toString('latin1')).replaceAll(
    /[\x7f-\xff]/g,
    (each) => `\\u00${each.charCodeAt(0).toString(16)}`,
  )
}
