import type { z } from 'zod'
import type { YamlSource } from '../files/yaml.ts'
import { nearest } from './nearest.ts'
import type { Path, Problem } from './problem.ts'
import type { SchemaNode } from './schema-node.ts'
import { keysAt } from './schema-node.ts'

type Issue = z.core.$ZodIssue

/**
 * What a schema found, in the words of the configuration: kinds and names, never values.
 * Messages set by a schema say what is expected there; `params.what` of a custom issue says what is wrong.
 *
 * @param schema the JSON Schema of the same document, for the names that are known at a place
 */
export function problemsOf(issues: readonly Issue[], source: YamlSource, schema: SchemaNode): readonly Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, [], source, schema))
}

/** The messages of zod itself quote values and are not used; an empty one means: nothing was said by the schema. */
export const silent = { error: () => '' }

function problemsOfIssue(issue: Issue, above: Path, source: YamlSource, schema: SchemaNode): readonly Problem[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]
  const value = valueAt(source.data, path)
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path)
    return issue.keys.map((key) => source.at([...path, key], 'key', unknownKey(key, known)))
  }
  if (issue.code === 'invalid_key') {
    return [source.at(path, 'key', { what: 'is not a valid name', expected: issue.issues[0]?.message ?? '' })]
  }
  if (issue.code === 'invalid_union') {
    const branch = closestBranch(issue.errors)
    if (branch !== undefined) return branch.flatMap((inner) => problemsOfIssue(inner, path, source, schema))
  }
  const expected = issue.message === '' ? expectationOf(issue) : issue.message
  const suggestion = typeof value === 'string' ? nearest(value, choicesOf(issue)) : undefined
  const text = { what: faultOf(issue, value), ...(expected === '' ? {} : { expected }) }
  return [
    source.at(path, value === undefined ? 'key' : 'value', suggestion === undefined ? text : { ...text, suggestion }),
  ]
}

function unknownKey(key: string, known: readonly string[]): Pick<Problem, 'what' | 'expected' | 'suggestion'> {
  const suggestion = nearest(key, known)
  const text = { what: 'is not a known key', expected: known.length === 0 ? 'no keys here' : listed(known) }
  return suggestion === undefined ? text : { ...text, suggestion }
}

/** The branch of a union that the value was meant for: one that takes its kind, with the fewest faults inside. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const inside = (issue: Issue) =>
    issue.path.length > 0 || issue.code === 'unrecognized_keys' || issue.code === 'custom'
  return branches.filter((issues) => issues.every(inside)).sort((a, b) => a.length - b.length)[0]
}

function faultOf(issue: Issue, value: unknown): string {
  if (value === undefined) return 'is missing'
  if (value === null) return 'is empty'
  if (issue.code === 'custom' && typeof issue.params?.what === 'string') return issue.params.what
  if (issue.code === 'invalid_type') return `is ${kindOf(value)}`
  if (issue.code === 'invalid_value') return typeof value === 'string' ? 'is not a known value' : `is ${kindOf(value)}`
  if (issue.code === 'too_small') return issue.origin === 'array' ? 'has too few items' : 'is too small'
  if (issue.code === 'too_big') return issue.origin === 'array' ? 'has too many items' : 'is too large'
  // A discriminated union without any branch: the discriminator itself names none.
  if (issue.code === 'invalid_union' && issue.errors.length === 0) return 'is not a known value'
  if (issue.code === 'invalid_union' && !takesKindOf(issue, value)) return `is ${kindOf(value)}`
  return 'is not valid'
}

/** Whether some branch objects to the value for another reason than its kind. */
function takesKindOf(issue: Issue & { code: 'invalid_union' }, value: unknown): boolean {
  return issue.errors.some((branch) =>
    branch.some(
      (inner) => inner.code !== 'invalid_type' && (inner.code !== 'invalid_value' || typeof value === 'string'),
    ),
  )
}

function expectationOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return kinds[issue.expected as keyof typeof kinds] ?? issue.expected
  if (issue.code === 'invalid_value') return listed(issue.values.map(String))
  if (issue.code === 'too_small') return `at least ${issue.minimum}`
  if (issue.code === 'too_big') return `at most ${issue.maximum}`
  return ''
}

const kinds = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
}

function choicesOf(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  return issue.code === 'invalid_union' ? issue.errors.flat().flatMap(choicesOf) : []
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'boolean') return 'true or false'
  return typeof value === 'number' ? 'a number' : 'text'
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}
