import type { Definitions } from '../definitions/definitions.ts'
import { outermostElements } from '../outermost-elements.ts'
import { compilePath, type PathWalker, walk } from '../path-walker.ts'
import { literalOf, type ReferenceReader } from '../reference.ts'

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
  const elements = walker && outermostElements(walker)
  return walker && elements && { parameter, walker, elements }
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
