import { parseArgs } from 'node:util'
import { jsonSchemas } from '../config/json-schema.ts'
import { policyTestJsonSchema } from '../policy-test/read/read.ts'
import { exit, type Terminal } from './command.ts'

const schemas = { ...jsonSchemas, 'policy-test': policyTestJsonSchema }

/** `gatehouse schema config|policy|policy-test`: prints the JSON Schema of that file. */
export async function schemaCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
  const [name = ''] = positionals
  if (positionals.length !== 1 || !isSchemaName(name)) {
    terminal.complain(`gatehouse schema: expected one of ${Object.keys(schemas).join(', ')}`)
    return exit.badInput
  }
  terminal.print(JSON.stringify(schemas[name](), null, 2))
  return exit.ok
}

function isSchemaName(name: string): name is keyof typeof schemas {
  return Object.hasOwn(schemas, name)
}
