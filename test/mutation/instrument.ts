import { readdirSync, readFileSync } from 'node:fs'
import { Instrumenter } from '@stryker-mutator/instrumenter'

/** A change of the source that the tests should notice. */
export interface Mutant {
  readonly id: string
  /** Relative to the root of the project. */
  readonly file: string
  readonly line: number
  readonly kind: string
  readonly original: string
  readonly replacement: string
}

export interface Instrumented {
  readonly mutants: readonly Mutant[]
  /** The source with every mutant in it, asleep, by file. */
  readonly sources: Readonly<Record<string, string>>
}

const quiet = new Proxy({}, { get: () => () => false }) as never

/** Puts all mutants into the sources of these folders or files. Texts for people are left as they are: see `isProse`. */
export async function instrument(paths: readonly string[]): Promise<Instrumented> {
  const names = paths.flatMap((path) => [...sourcesIn(path)]).sort()
  const texts = new Map(names.map((name) => [name, readFileSync(name, 'utf8')]))
  const files = names.map((name) => ({ name, mutate: true, content: texts.get(name)! }))
  const made = await new Instrumenter(quiet).instrument(files, { plugins: null, excludedMutations: [], ignorers: [] })
  const mutants = made.mutants.map(({ id, fileName, location, mutatorName, replacement }) => ({
    id,
    file: fileName,
    line: location.start.line + 1,
    kind: mutatorName,
    original: slice(texts.get(fileName)!, location),
    replacement,
  }))
  return {
    mutants: mutants.filter((mutant) => !isProse(mutant)),
    sources: Object.fromEntries(made.files.map(({ name, content }) => [name, content])),
  }
}

/** Whether only the wording of a message would change: a text of several words. Codes, names and keys are one word. */
function isProse({ kind, original }: Mutant): boolean {
  return kind === 'StringLiteral' && /[\p{L}\d,:;}] [\p{L}\d$(]/u.test(original)
}

interface Position {
  readonly line: number
  readonly column: number
}

function slice(text: string, { start, end }: { readonly start: Position; readonly end: Position }): string {
  const lines = text.split('\n')
  const offset = ({ line, column }: Position) =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, column)
  return text.slice(offset(start), offset(end))
}

function* sourcesIn(path: string): Generator<string> {
  if (path.endsWith('.ts')) return yield path
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const below = `${path}/${entry.name}`
    if (entry.isDirectory()) yield* sourcesIn(below)
    else if (entry.name.endsWith('.ts')) yield below
  }
}
