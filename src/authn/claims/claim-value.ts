/** A claim that is there but is not what it must be. */
export const WRONG_TYPE = Symbol('wrong type')
export type WrongType = typeof WRONG_TYPE

type Claims = Readonly<Record<string, unknown>>

/** A claim's name, a dotted path to it, or several alternatives of these; an alternative that is a list is a path step by step. */
export type ClaimName = string | readonly (string | readonly string[])[]

/**
 * The values at `name`, in the order of the alternatives, those that are absent left out.
 * A claim of exactly that name goes before the path, because collision-resistant names have dots in them (RFC 7519 §4.2).
 */
export function valuesAt(claims: Claims, name: ClaimName): unknown[] {
  const alternatives = typeof name === 'string' ? [name] : name
  return alternatives.flatMap((alternative) => {
    const value = at(claims, alternative)
    return value === undefined ? [] : [value]
  })
}

function at(claims: Claims, alternative: string | readonly string[]): unknown {
  if (typeof alternative !== 'string') return atPath(claims, alternative)
  return claims[alternative] ?? atPath(claims, alternative.split('.'))
}

function atPath(claims: Claims, path: readonly string[]): unknown {
  let value: unknown = claims
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    value = (value as Claims)[name]
  }
  return value
}

/** The first of the alternatives that is there, which must be a string that `pattern` matches. */
export function stringAt(claims: Claims, name: ClaimName, pattern: RegExp): string | undefined | WrongType {
  const [value] = valuesAt(claims, name)
  if (value === undefined) return undefined
  return typeof value === 'string' && pattern.test(value) ? value : WRONG_TYPE
}

/** The strings of all alternatives together, each once; `read` makes the strings of one element, undefined when it cannot. */
export function stringsAt(
  claims: Claims,
  name: ClaimName,
  read: (element: unknown) => readonly string[] | undefined,
): readonly string[] | WrongType {
  const strings = new Set<string>()
  for (const element of valuesAt(claims, name).flat()) {
    const found = read(element)
    if (found === undefined) return WRONG_TYPE
    for (const each of found) strings.add(each)
  }
  return [...strings]
}
