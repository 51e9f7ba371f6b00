import type { Path } from './problem.ts'

/** The part of a JSON Schema that tells which keys are known where. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  /** What a key may hold that the map does not name. */
  readonly additionalProperties?: SchemaNode | boolean
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
}

/** The keys that a map at `path` may have, over all alternatives. */
export function keysAt(schema: SchemaNode, path: Path): readonly string[] {
  const nodes = path.reduce<readonly SchemaNode[]>(
    (found, step) => found.flatMap((node) => below(node, step)),
    [schema],
  )
  return [...new Set(nodes.flatMap(alternatives).flatMap(({ properties }) => Object.keys(properties ?? {})))]
}

function below(node: SchemaNode, step: string | number): readonly SchemaNode[] {
  return alternatives(node).flatMap(({ properties, additionalProperties, items }) => {
    const named = Object.hasOwn(properties ?? {}, step) ? properties?.[step] : additionalProperties
    const next = typeof step === 'number' ? items : named
    return typeof next === 'object' ? [next] : []
  })
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(alternatives)]
}
