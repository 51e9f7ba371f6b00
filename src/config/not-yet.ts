import type { Path } from './problems/problem.ts'

/**
 * Keys of the configuration whose feature does not exist yet. Set to anything that would be ignored they stop the start:
 * someone who asks for protection must not believe to have it. A feature that arrives deletes its row.
 */
const rows: readonly { path: readonly string[]; harmless: readonly unknown[]; feature: string }[] = [
  { path: ['audit'], harmless: [], feature: 'the audit trail' },
]

/** The keys of `document` (as written, without defaults) that ask for what does not exist yet. */
export function findNotYet(document: unknown): readonly { path: Path; feature: string }[] {
  return rows.flatMap(({ path, harmless, feature }) =>
    valuesAt(document, path)
      .filter(({ value }) => value !== undefined && !harmless.includes(value))
      .map(({ at }) => ({ path: at, feature })),
  )
}

/** Every value that `path` leads to; `*` goes into each item of a list. */
function valuesAt(value: unknown, path: readonly string[], at: Path = []): readonly { at: Path; value: unknown }[] {
  const [step, ...rest] = path
  if (step === undefined) return [{ at, value }]
  if (step === '*') {
    return Array.isArray(value) ? value.flatMap((item, index) => valuesAt(item, rest, [...at, index])) : []
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return []
  return valuesAt((value as Record<string, unknown>)[step], rest, [...at, step])
}
