import { literalOf, readReference } from '../references.ts'
import { isObject } from '../resource.ts'
import type { SearchContext } from './context.ts'
import { withoutEscapes } from './escapes.ts'
import { matchesToken } from './tokens.ts'

/**
 * `id`, `Type/id`, an absolute URL or a canonical, with a type as modifier or `:identifier` (search.html#reference).
 */
export function matchesReference(
  value: unknown,
  sought: string,
  modifier: string | undefined,
  { base }: SearchContext,
): boolean {
  const reference = isObject(value) && isObject(value.reference) ? value.reference : value
  if (modifier === 'identifier') return isObject(reference) && matchesToken(reference.identifier, sought)
  const literal = literalOf(reference)
  if (literal === undefined) return false
  const wanted = withoutEscapes(sought)
  const found = readReference(literal, base)
  if (!found) return literal === wanted || literal.split('|', 1)[0] === wanted
  if (modifier !== undefined && found.type !== modifier) return false
  const asked = readReference(wanted, base)
  if (asked)
    return found.type === asked.type && found.id === asked.id && (asked.version ?? found.version) === found.version
  return found.id === wanted
}
