import { parseArgs } from 'node:util'
import { jsonSchemas, type SchemaName } from '../config/json-schema.ts'
import { exit, type Terminal } from './command.ts'

/** `gatehouse schema config|policy`: prints the JSON Schema of that file. */
export async function schemaCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
  const [name = ''] = positionals
  if (positionals.length !== 1 || !isSchemaName(name)) {
    terminal.complain(`gatehouse schema: expected one of ${Object.keys(jsonSchemas).join(', ')}`)
    return exit.badInput
  }
  terminal.print(JSON.stringify(jsonSchemas[name](), null, 2))
  return exit.ok
}

function isSchemaName(name: string): name is SchemaName {
  return Object.hasOwn(jsonSchemas, name)
}
