import { typeOf } from '../policy/evaluate/facts.ts'
import type { Rule } from '../policy/language.ts'

/** The elements that some rule redacts, and that differ between what is stored and what left: `Patient.address.line`. */
export function redactedElements(
  rules: readonly Pick<Rule, 'obligations'>[],
  stored: unknown,
  left: unknown,
): readonly string[] {
  const redactions = rules.flatMap(({ obligations }) => obligations.redact)
  const stands = typeOf(stored)
  const own = redactions.filter(({ type }) => type === stands)
  const changed = own.filter(({ path }) => JSON.stringify(at(stored, path)) !== JSON.stringify(at(left, path)))
  return [...new Set(changed.map(({ type, path }) => [type, ...path].join('.')))].sort()
}

/** What stands at a path, in every item of a list and under every name of a choice (json.html#primitive, #choice). */
function at(value: unknown, [segment, ...rest]: readonly string[]): unknown {
  if (segment === undefined) return value
  if (Array.isArray(value)) return value.map((item) => at(item, [segment, ...rest]))
  if (typeof value !== 'object' || value === null) return undefined
  const base = segment.replace(/\[x\]$/, '')
  const isNamed = (name: string) =>
    base === segment ? name === segment : name.startsWith(base) && /^[A-Z]/.test(name.slice(base.length))
  const members = Object.entries(value).filter(([name]) => isNamed(name.replace(/^_/, '')))
  return Object.fromEntries(members.map(([name, inner]) => [name, at(inner, rest)]))
}
