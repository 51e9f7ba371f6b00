import type { Definitions } from '../definitions.ts'
import { compilePath, type PathWalker, walk } from '../paths.ts'
import type { ReferenceReader } from '../reference.ts'

/** A search parameter by which a type belongs to a compartment, ready to be walked. */
export interface OwnerPath {
  readonly parameter: string
  readonly walker: PathWalker
  /** The top-level elements in which the path begins, as they are spelled in JSON. */
  readonly elements: readonly string[]
}

/** Undefined when the parameter is unknown or its expression cannot be walked. */
export function ownerPath(definitions: Definitions, type: string, parameter: string): OwnerPath | undefined {
  const expression = definitions.searchParameter(type, parameter)?.expression
  const walker = expression === undefined ? undefined : compilePath(expression)
  const elements = walker && elementsOf(walker)
  return walker && elements && { parameter, walker, elements }
}

/** The top-level elements that a walker looks at; undefined when one of its branches does not begin with an element. */
export function elementsOf({ branches }: PathWalker): readonly string[] | undefined {
  const found = new Set<string>()
  for (const { steps } of branches) {
    const [first] = steps
    if (first?.kind !== 'element') return undefined
    found.add(first.as === undefined ? first.name : first.name + first.as[0]!.toUpperCase() + first.as.slice(1))
  }
  return [...found]
}

/**
 * Ids of the patients to whom the path leads by literal references of ours. Contained, logical, conditional, `urn:` and
 * foreign references lead to nobody, whatever Reference.type says.
 */
export function patientsAt(path: OwnerPath, resource: unknown, read: ReferenceReader): string[] {
  const ids: string[] = []
  for (const value of walk(path.walker, resource)) {
    const reference = literalOf(value)
    const target = reference === undefined ? undefined : read(reference)
    if (target?.type === 'Patient') ids.push(target.id)
  }
  return ids
}

/** The text of a Reference; undefined for anything that is none, such as a whole resource in its place. */
export function literalOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  if (Object.hasOwn(value, 'resourceType') || !Object.hasOwn(value, 'reference')) return undefined
  const { reference } = value as { reference: unknown }
  return typeof reference === 'string' ? reference : undefined
}
