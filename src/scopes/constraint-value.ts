import { hasStrayEscape } from '../fhir/search/values.ts'

/**
 * The parts of one value of a criterion, split at each `|` that is not escaped and freed of their escapes
 * (search.html#escaping). Undefined when an escape has no meaning.
 */
export function readParts(value: string): readonly string[] | undefined {
  if (hasStrayEscape(value)) return undefined
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '|') {
      parts.push(part)
      part = ''
    } else {
      if (value[at] === '\\') at++
      part += value.charAt(at)
    }
  }
  parts.push(part)
  return parts
}

/** A JSON object that is no resource: where an element is expected, a resource is out of place. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, 'resourceType')
}

/** Elements that hold whole resources (bundle.html, domainresource.html#contained). */
const holders: ReadonlySet<string> = new Set(['resource', 'contained'])

/**
 * Whether a resource stands anywhere within an element, on the way to what is compared as well: servers differ in whether
 * they take its members for the element's own.
 */
export function hasStrayResource(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(hasStrayResource)
  if (Object.hasOwn(value, 'resourceType')) return true
  return Object.entries(value).some(([name, each]) => !holders.has(name) && hasStrayResource(each))
}
