import { z } from 'zod'
import { policySchema } from '../policy/document.ts'
import { configSchema } from './config.ts'
import type { SchemaNode } from './schema-node.ts'

/** JSON Schemas (draft 2020-12) of the files that people write, with descriptions and defaults, for editors and checks. */
export const jsonSchemas = {
  config: () => z.toJSONSchema(configSchema, { io: 'input' }),
  policy: () => z.toJSONSchema(policySchema, { io: 'input' }),
}

export type SchemaName = keyof typeof jsonSchemas

/** The same for looking up which keys are known where. */
export function schemaNode(name: SchemaName): SchemaNode {
  return jsonSchemas[name]() as SchemaNode
}
