import type { Path } from './problem.ts'

/** The part of a JSON Schema that tells which keys are known where. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  /** What a key may hold that the map does not name. */
  readonly additionalProperties?: SchemaNode | boolean
  readonly items?: SchemaNode | boolean
  readonly prefixItems?: readonly SchemaNode[]
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  /** `#/$defs/Name`, which parts that hold themselves need. */
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, SchemaNode>>
}

/** The keys that a map at `path` may have, over all alternatives. */
export function keysAt(schema: SchemaNode, path: Path): readonly string[] {
  const definitions = schema.$defs ?? {}
  const nodes = path.reduce<readonly SchemaNode[]>(
    (found, step) => found.flatMap((node) => below(node, step, definitions)),
    [schema],
  )
  const properties = nodes.flatMap((node) => alternatives(node, definitions)).map(({ properties }) => properties ?? {})
  return [...new Set(properties.flatMap((each) => Object.keys(each)))]
}

type Definitions = Readonly<Record<string, SchemaNode>>

function below(node: SchemaNode, step: string | number, definitions: Definitions): readonly SchemaNode[] {
  return alternatives(node, definitions).flatMap(({ properties, additionalProperties, items, prefixItems }) => {
    const named = Object.hasOwn(properties ?? {}, step) ? properties?.[step] : additionalProperties
    const next = typeof step === 'number' ? (prefixItems?.[step] ?? items) : named
    return typeof next === 'object' ? [next] : []
  })
}

function alternatives(node: SchemaNode, definitions: Definitions): readonly SchemaNode[] {
  const referred = definitions[node.$ref?.replace('#/$defs/', '') ?? '']
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(referred === undefined ? [] : [referred])]
  return [node, ...inner.flatMap((each) => alternatives(each, definitions))]
}
