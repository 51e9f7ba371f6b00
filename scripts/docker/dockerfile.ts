/** One instruction of a Dockerfile, its lines joined. */
export interface Instruction {
  readonly name: string
  /** `--from=build` is `{ from: 'build' }`. */
  readonly flags: Readonly<Record<string, string>>
  readonly text: string
  /** 1-based line that it starts in. */
  readonly line: number
}

/** What lies between one FROM and the next. */
export interface Stage {
  readonly name: string
  /** The image that it starts from, arguments filled in. */
  readonly image: string
  readonly instructions: readonly Instruction[]
}

/**
 * Reads the stages of a Dockerfile: comments, joined lines, flags, and arguments before the first FROM. Here-documents
 * and escapes other than the one at a line's end are not read.
 */
export function readDockerfile(text: string): readonly Stage[] {
  const all = readInstructions(text)
  const first = all.findIndex(({ name }) => name === 'FROM')
  const given = all.slice(0, first).map(({ text: argument }) => argument.split('=', 2) as [string, string])
  const values = new Map(given)
  const stages: { name: string; image: string; instructions: Instruction[] }[] = []
  for (const instruction of all.slice(first)) {
    if (instruction.name !== 'FROM') {
      stages.at(-1)?.instructions.push(instruction)
      continue
    }
    const [image = '', , name = String(stages.length)] = instruction.text.split(/\s+/)
    const filled = image.replace(/\$\{(\w+)\}/g, (_, argument: string) => values.get(argument) ?? '')
    stages.push({ name, image: filled, instructions: [] })
  }
  return stages
}

/** The words of an instruction in exec form, `["node", "main.js"]`. @throws SyntaxError for the shell form */
export function execForm({ text }: Instruction): readonly string[] {
  return JSON.parse(text.replace(/^CMD\s+/, ''))
}

function readInstructions(text: string): readonly Instruction[] {
  const found: Instruction[] = []
  let pending = ''
  let start = 0
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    if (pending === '') start = index + 1
    pending += line.trim().replace(/\\$/, '')
    if (line.endsWith('\\')) continue
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(pending) ?? []
    const [, flags = '', remainder = ''] = /^((?:--\S+\s+)*)(.*)$/.exec(rest) ?? []
    found.push({ name: name.toUpperCase(), flags: readFlags(flags), text: remainder, line: start })
    pending = ''
  }
  return found
}

function readFlags(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/--([\w-]+)=(\S+)/g)].map(([, name, value]) => [name, value]))
}
