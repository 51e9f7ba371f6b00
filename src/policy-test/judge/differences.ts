import type { Expected } from '../expect-schema.ts'
import type { Outcome } from './outcome.ts'

/** Where an outcome is not what was expected, both as text. */
export interface Difference {
  readonly key: keyof Expected
  readonly expected: string
  readonly actual: string
}

/** Compares key by key what is expected; what is not mentioned may come out as it will. */
export function differencesOf(expected: Expected, actual: Outcome): readonly Difference[] {
  const keys = Object.keys(expected) as (keyof Expected)[]
  return keys
    .map((key) => ({ key, expected: textOf(expected[key]), actual: textOf(actual[key]) }))
    .filter((each) => each.expected !== each.actual)
}

/** One text for one meaning: the order of lists and maps says nothing. */
function textOf(value: unknown): string {
  if (value === undefined) return 'none'
  if (Array.isArray(value)) return `[${[...new Set(value.map(textOf))].sort().join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).map(([name, inner]) => `${name}: ${textOf(inner)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.sort().join(', ')} }`
}
