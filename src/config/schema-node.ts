import type { Path } from './problem.ts'

/** The part of a JSON Schema that tells which keys are known where. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
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
  return alternatives(node).flatMap(({ properties, items }) => {
    const next =
      typeof step === 'number' ? items : Object.hasOwn(properties ?? {}, step) ? properties?.[step] : undefined
    return next === undefined ? [] : [next]
  })
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(alternatives)]
}
