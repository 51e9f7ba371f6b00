import { z } from 'zod'
import { policySchema } from '../policy/document.ts'
import { configSchema } from './config.ts'
import type { SchemaNode } from './problems/schema-node.ts'

/** JSON Schemas (draft 2020-12) of the files that people write, with descriptions and defaults, for editors and checks. */
export const jsonSchemas = {
  config: () => z.toJSONSchema(configSchema, { io: 'input' }),
  policy: () => z.toJSONSchema(policySchema, { io: 'input' }),
}

export type SchemaName = keyof typeof jsonSchemas

const nodes = new Map<SchemaName, SchemaNode>()

/** The same for looking up which keys are known where; made when it is first asked for. */
export function schemaNode(name: SchemaName): SchemaNode {
  const known = nodes.get(name)
  if (known !== undefined) return known
  const node = jsonSchemas[name]() as SchemaNode
  nodes.set(name, node)
  return node
}
