import type { Definitions, SearchParameter } from '../../fhir/definitions/definitions.ts'
import { concreteTypes, targetsOf } from '../../fhir/search/parameters.ts'
import type { Criterion, Hop, Include, SearchQuery } from '../../fhir/search/query.ts'

/** A parameter of a type whose elements a search looks at: what it finds tells what they hold. */
export interface SearchedParameter {
  readonly type: string
  readonly parameter: SearchParameter
}

/** Everything that the criteria and the order of a search look at, at every hop of them. */
export function searchedParameters(
  query: SearchQuery,
  types: readonly string[],
  definitions: Definitions,
): readonly SearchedParameter[] {
  return [
    ...query.criteria.flatMap((criterion) => byCriterion(criterion, types, definitions)),
    ...query.sort.flatMap(({ hops, parameter }) => {
      const { found, ends } = along(hops, types, definitions)
      return [...found, ...named(parameter, ends, definitions)]
    }),
  ]
}

/** The references that an include follows. */
export function followed({ source, parameter }: Include, definitions: Definitions): readonly SearchedParameter[] {
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
): readonly SearchedParameter[] {
  const { found, ends } = along(hops, types, definitions)
  const last = ends.map((type) => ({ type, parameter: definitions.searchParameter(type, parameter.code) ?? parameter }))
  return [...found, ...last, ...within(parameter, modifier, definitions)]
}

/** What a list, group, team or value set is made of, by the parameters that look at it. */
const membersOf = {
  CareTeam: ['participant'],
  Group: ['member'],
  List: ['item'],
  ValueSet: ['code', 'expansion', 'reference'],
} as const

/** What is looked at in other resources than the row: the list it may be in, and what its reference points to. */
function within(
  parameter: SearchParameter,
  modifier: string | undefined,
  definitions: Definitions,
): readonly SearchedParameter[] {
  const membership = (types: readonly (keyof typeof membersOf)[]) =>
    types.flatMap((type) => membersOf[type].flatMap((code) => named(code, [type], definitions)))
  if (parameter.code === '_list') return membership(['List'])
  const isReference = parameter.type === 'reference'
  if (modifier === 'in' || modifier === 'not-in')
    return membership(isReference ? ['CareTeam', 'Group', 'List'] : ['ValueSet'])
  if (!isReference) return []
  if (modifier === 'identifier')
    return named('identifier', concreteTypes(definitions, targetsOf(parameter)), definitions)
  if (modifier !== 'above' && modifier !== 'below') return []
  return concreteTypes(definitions, targetsOf(parameter)).flatMap((type) => hierarchyOf(type, definitions))
}

/** The references by which resources of a type are parts of others (search.html#modifierbelow). */
function hierarchyOf(type: string, definitions: Definitions): readonly SearchedParameter[] {
  return definitions
    .searchParameters(type)
    .filter((each) => each.type === 'reference' && each.targets.includes(type))
    .map((parameter) => ({ type, parameter }))
}

function along(hops: readonly Hop[], types: readonly string[], definitions: Definitions) {
  const found: SearchedParameter[] = []
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
function named(code: string, types: readonly string[], definitions: Definitions): readonly SearchedParameter[] {
  return types.flatMap((type) => {
    const parameter = definitions.searchParameter(type, code)
    return parameter === undefined ? [] : [{ type, parameter }]
  })
}
