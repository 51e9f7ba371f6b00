import type { Definitions, OperationDefinition } from '../definitions/definitions.ts'
import type { JsonBody } from '../json/strict.ts'
import { memberOf } from '../message.ts'
import { type Refusal, refuse } from '../refusal.ts'

/**
 * Refuses the parameters in a body that the operation does not have, as those in a query are: servers have some of their
 * own, such as `_content` and `_filter`, that look into what the caller may not see. A body that is no Parameters is the
 * one parameter that takes a resource (operations.html#executing).
 *
 * @param known the definitions of the operation; none: one that nobody has defined keeps its parameters.
 * @param searched the type whose search parameters it takes as well; undefined: it takes none.
 */
export function refuseUnknownParameters(
  { value }: JsonBody,
  known: readonly OperationDefinition[],
  searched: string | undefined,
  definitions: Definitions,
): Refusal | undefined {
  if (known.length === 0 || memberOf(value, 'resourceType') !== 'Parameters') return undefined
  const given = memberOf(value, 'parameter') ?? []
  if (!Array.isArray(given)) return refuse('PARAMETER_INVALID', 'Parameters.parameter is no list')
  const names = new Set(known.flatMap(({ parameters }) => parameters.map(({ name }) => name)))
  if (searched !== undefined) for (const { code } of plainParameters(searched, definitions)) names.add(code)
  const isKnown = given.every((each) => names.has(memberOf(each, 'name') as string))
  return isKnown ? undefined : refuse('PARAMETER_UNKNOWN', 'a parameter in the body that this operation does not have')
}

/** Those that test a resource of the type by what it holds. */
function plainParameters(type: string, definitions: Definitions) {
  return definitions.searchParameters(type).filter(({ code }) => !code.startsWith('_'))
}
