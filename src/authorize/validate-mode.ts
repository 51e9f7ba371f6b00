import type { OperationInteraction } from '../fhir/interaction.ts'
import { memberOf } from '../fhir/message.ts'
import type { Permission } from '../scopes/scope.ts'

/**
 * What `$validate` needs on its type. With mode=delete it tells whether something could be deleted, so that it exists
 * (resource-operation-validate.html). The mode may stand in the query, in the body, or several times: servers differ in
 * which they take, so every one that is given has to be permitted.
 */
export function validatePermissions(call: OperationInteraction, otherwise: Permission): readonly Permission[] {
  const modes = modesOf(call)
  const deletes = modes.some((mode) => mode === 'delete')
  const checks = modes.length === 0 || modes.some((mode) => mode !== 'delete')
  return [...(checks ? [otherwise] : []), ...(deletes ? (['d'] as const) : [])]
}

/** Every mode that is given, of whatever type. */
export function modesOf({ parameters, body }: OperationInteraction): readonly unknown[] {
  const inQuery = parameters.filter(({ name }) => name === 'mode').map(({ value }) => value)
  const parts = memberOf(body?.value, 'parameter')
  const inBody = (Array.isArray(parts) ? parts : []).filter((part) => memberOf(part, 'name') === 'mode')
  return [...inQuery, ...inBody.flatMap(valuesOf)]
}

/** `valueCode` it should be; a `valueString` is read as one by some servers. */
function valuesOf(part: object): readonly unknown[] {
  return Object.entries(part)
    .filter(([name]) => name.startsWith('value'))
    .map(([, value]) => value)
}
