import type { SearchParameter } from '../fhir/definitions/definitions.ts'
import { targetsOf } from '../fhir/search/parameters.ts'
import type { Criterion, Hop, Include, SearchQuery } from '../fhir/search/query.ts'
import type { Permission } from '../scopes/scope.ts'
import type { Requirement, RequirementRole } from './requirement.ts'

/** `:in` on references tests membership of these, since R5 (search.html#modifierin). */
const collections = ['CareTeam', 'Group', 'List'] as const

/**
 * What a query needs beside its target: that a row matched a criterion tells what the criterion tested, so every type
 * a criterion looks into must be searchable (security.html: "chained search"), and every type an include returns must
 * be readable.
 */
export function queryRequirements(query: SearchQuery): readonly Requirement[] {
  return [
    ...query.criteria.flatMap(criterionRequirements),
    ...query.sort.flatMap(({ hops }) => hops.flatMap((hop) => hopRequirements(hop, 'sorted-by'))),
    ...query.includes.flatMap(includeRequirements),
  ]
}

function criterionRequirements({ hops, parameter, modifier, values }: Criterion): readonly Requirement[] {
  const along = hops.flatMap((hop) => hopRequirements(hop, hop.kind === 'has' ? 'reverse-chained' : 'chained'))
  return [...along, ...looksInto(parameter, modifier, values).map(each), ...hierarchy()]

  function each([resourceType, permission]: readonly [string, Permission]): Requirement {
    return { resourceType, permission, role: 'chained' }
  }

  /** `:identifier`, `:above` and `:below` on a reference look into its targets, as a chain does. */
  function hierarchy(): readonly Requirement[] {
    if (parameter.type !== 'reference') return []
    if (modifier !== 'identifier' && modifier !== 'above' && modifier !== 'below') return []
    return targetsOf(parameter).map((type) => each([type, 's']))
  }
}

function looksInto(
  { code, type }: SearchParameter,
  modifier: string | undefined,
  values: readonly string[],
): readonly (readonly [string, Permission])[] {
  if (code === '_list') return [['List', 'r']]
  if (modifier !== 'in' && modifier !== 'not-in') return []
  if (type !== 'reference') return [['ValueSet', 'r']]
  return collectionsOf(values).map((name) => [name, 'r'])
}

/** The collection that every value names, or all of them where one is named by its id alone. */
function collectionsOf(values: readonly string[]): readonly string[] {
  const named = new Set(values.map((value) => collections.find((name) => value.startsWith(`${name}/`))))
  return named.has(undefined) ? collections : collections.filter((name) => named.has(name))
}

function hopRequirements(hop: Hop, role: RequirementRole): readonly Requirement[] {
  const types = hop.kind === 'has' ? [hop.type] : hop.targets
  return types.map((resourceType) => ({ resourceType, permission: 's', role }))
}

/** `_include` follows a reference, which is a read; `_revinclude` finds by one, which is a search. */
function includeRequirements(include: Include): readonly Requirement[] {
  if (include.direction === 'revinclude') {
    return [{ resourceType: include.source, permission: 's', role: include.iterate ? 'iterated' : 'reverse-included' }]
  }
  const role = include.iterate ? 'iterated' : 'included'
  return include.targets.map((resourceType) => ({ resourceType, permission: 'r', role }))
}
