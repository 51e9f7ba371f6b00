import type { Definitions, SearchParameter } from '../../fhir/definitions/definitions.ts'
import { concreteTypes, targetsOf } from '../../fhir/search/parameters.ts'
import type { Criterion, Hop, Include, SearchQuery } from '../../fhir/search/query.ts'

/** A parameter of a type whose elements a search looks at: what it finds tells what they hold. */
export interface LookedAt {
  readonly type: string
  readonly parameter: SearchParameter
}

/** Everything that the criteria and the order of a search look at, at every hop of them. */
export function lookedAt(query: SearchQuery, types: readonly string[], definitions: Definitions): readonly LookedAt[] {
  return [
    ...query.criteria.flatMap((criterion) => byCriterion(criterion, types, definitions)),
    ...query.sort.flatMap(({ hops, parameter }) => {
      const { found, ends } = along(hops, types, definitions)
      return [...found, ...named(parameter, ends, definitions)]
    }),
  ]
}

/** The references that an include follows. */
export function followed({ source, parameter }: Include, definitions: Definitions): readonly LookedAt[] {
  const types = source === '*' ? [...definitions.resourceTypes] : [source]
  if (parameter !== '*') return named(parameter, types, definitions)
  return types.flatMap((type) =>
    definitions
      .searchParameters(type)
      .filter((each) => each.type === 'reference')
      .map((each) => ({ type, parameter: each })),
  )
}

function byCriterion(
  { hops, parameter, modifier }: Criterion,
  types: readonly string[],
  definitions: Definitions,
): readonly LookedAt[] {
  const { found, ends } = along(hops, types, definitions)
  const last = ends.map((type) => ({ type, parameter: definitions.searchParameter(type, parameter.code) ?? parameter }))
  if (parameter.type !== 'reference') return [...found, ...last]
  // These look into what the reference points to (search.html#modifieridentifier, #hierarchy).
  const targets = modifier === 'identifier' ? concreteTypes(definitions, targetsOf(parameter)) : []
  return [...found, ...last, ...named('identifier', targets, definitions)]
}

function along(hops: readonly Hop[], types: readonly string[], definitions: Definitions) {
  const found: LookedAt[] = []
  let ends = types
  for (const hop of hops) {
    if (hop.kind === 'has') {
      found.push({ type: hop.type, parameter: hop.parameter })
      ends = [hop.type]
    } else {
      found.push(...named(hop.parameter.code, ends, definitions))
      ends = concreteTypes(definitions, hop.targets)
    }
  }
  return { found, ends }
}

/** The parameter as it is on each of the types that have it. */
function named(code: string, types: readonly string[], definitions: Definitions): readonly LookedAt[] {
  return types.flatMap((type) => {
    const parameter = definitions.searchParameter(type, code)
    return parameter === undefined ? [] : [{ type, parameter }]
  })
}
