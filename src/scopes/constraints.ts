import type { Scope } from './scope.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_:.-]*$/
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Reads what stands after the `?` of a granular scope: `name=value` joined by `&`, every value percent-decoded once
 * (a scope cannot hold a space, a quotation mark or a backslash in clear: RFC 6749 §3.3). A `+` is itself, not a space.
 * Whether a name is a search parameter that can be evaluated is not asked here.
 *
 * @returns the criteria in their order, or undefined when one is empty, nameless, or decodes to no text.
 */
export function readConstraints(text: string): Scope['constraints'] | undefined {
  const constraints: { parameter: string; value: string }[] = []
  for (const criterion of text.split('&')) {
    const equals = criterion.indexOf('=')
    const parameter = criterion.slice(0, Math.max(0, equals))
    const value = decodeOnce(criterion.slice(equals + 1))
    if (!NAME.test(parameter) || value === undefined || value === '' || CONTROL.test(value)) return undefined
    constraints.push({ parameter, value })
  }
  return constraints
}

function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
