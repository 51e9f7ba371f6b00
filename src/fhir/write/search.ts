import type { Pair } from '../form-pairs.ts'
import type { Criterion, Hop, Include, SearchQuery, SortKey } from '../search/query.ts'

/** A search as the parameters that say it, in one order whatever the client's was. Closed parameters are never written. */
export function searchPairs(query: SearchQuery): readonly Pair[] {
  const pairs = [...criteriaPairs(query.criteria)]
  if (query.types) pairs.push({ name: '_type', value: query.types.join(',') })
  for (const include of query.includes) pairs.push({ name: includeName(include), value: includeValue(include) })
  if (query.sort.length > 0) pairs.push({ name: '_sort', value: query.sort.map(sortKey).join(',') })
  return [...pairs, ...query.controls]
}

export function criteriaPairs(criteria: readonly Criterion[]): readonly Pair[] {
  return criteria.map((criterion) => ({ name: criterionName(criterion), value: criterion.values.join(',') }))
}

/** The parameter name of a criterion, hops and modifier included: `subject:Patient.name:exact`. Holds no values. */
export function criterionName({ hops, parameter, modifier }: Criterion): string {
  return `${hops.map(hopPrefix).join('')}${parameter.code}${modifier === undefined ? '' : `:${modifier}`}`
}

/** The value of an include without its name: `Observation:subject:Patient`. */
export function includeValue({ source, parameter, targets, typed }: Include): string {
  if (source === '*') return '*'
  return `${source}:${parameter}${typed ? `:${targets[0]}` : ''}`
}

export function includeName({ direction, iterate }: Include): string {
  return `_${direction}${iterate ? ':iterate' : ''}`
}

function hopPrefix(hop: Hop): string {
  if (hop.kind === 'has') return `_has:${hop.type}:${hop.parameter.code}:`
  return `${hop.parameter.code}${hop.typed ? `:${hop.targets[0]}` : ''}.`
}

function sortKey({ descending, hops, parameter }: SortKey): string {
  return `${descending ? '-' : ''}${hops.map(hopPrefix).join('')}${parameter}`
}
