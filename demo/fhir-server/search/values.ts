import type { Definitions, SearchParameter } from '../../../src/fhir/definitions/definitions.ts'
import { compilePath, type PathWalker, walk } from '../../../src/fhir/path-walker.ts'
import type { Resource } from '../resource.ts'

const walkers = new Map<string, PathWalker | undefined>()

function walkerOf(expression: string): PathWalker | undefined {
  if (!walkers.has(expression)) walkers.set(expression, compilePath(expression))
  return walkers.get(expression)
}

/** Whether the expression of `parameter` can be walked; those that cannot are refused as not supported. */
export function isWalkable(parameter: SearchParameter): boolean {
  return parameter.expression !== undefined && walkerOf(parameter.expression) !== undefined
}

export function valuesAt(expression: string, resource: Resource): readonly unknown[] {
  const walker = walkerOf(expression)
  return walker ? walk(walker, resource) : []
}

/** What the parameter `code` finds in `resource`; nothing where its type has no such parameter. */
export function valuesOf(definitions: Definitions, resource: Resource, code: string): readonly unknown[] {
  const expression = definitions.searchParameter(resource.resourceType, code)?.expression
  return expression === undefined ? [] : valuesAt(expression, resource)
}
