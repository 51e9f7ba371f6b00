import type { SearchParameter } from '../../fhir/definitions/definitions.ts'
import { type PathStep, parsePath, splitUnion } from '../../fhir/path-syntax.ts'
import type { Redaction } from '../../policy/language.ts'

/** Parameters without elements of their own: membership in a list, and what only names others. */
const elementless = new Set(['_list', '_type', '_has'])

/**
 * Whether a search by this parameter tells of a redacted element: it looks at it, into it, or at something around it
 * (policy.md §3.2, redact). What cannot be told, such as full text, tells of everything.
 *
 * @param redactions of the type that the parameter is asked on.
 */
export function tellsRedacted({ code, expression }: SearchParameter, redactions: readonly Redaction[]): boolean {
  if (redactions.length === 0 || elementless.has(code)) return false
  const paths = expression === undefined ? [undefined] : splitUnion(expression).map(parsePath)
  return paths.some(
    (path) => path === undefined || redactions.some((redaction) => overlaps(path.steps, redaction.path)),
  )
}

/** One path begins with the other. A step that is no element could lead anywhere. */
function overlaps(steps: readonly PathStep[], path: readonly string[]): boolean {
  for (const [at, step] of steps.filter(({ kind }) => kind !== 'equals' && kind !== 'refers-to').entries()) {
    const segment = path[at]
    if (segment === undefined || step.kind !== 'element') return true
    if (!isSame(step, segment)) return false
  }
  return true
}

/** A choice is named by `value[x]`, or by one of its names in JSON (json.html#choice). */
function isSame({ name, as }: Extract<PathStep, { kind: 'element' }>, segment: string): boolean {
  if (segment === name || segment === `${name}[x]`) return true
  if (as !== undefined) return segment === name + as[0]!.toUpperCase() + as.slice(1)
  // Without a cast `value` may stand for `valueQuantity`; where it does not, too much is refused.
  return segment.startsWith(name) && /^[A-Z]/.test(segment.slice(name.length))
}
