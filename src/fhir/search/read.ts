import type { Definitions } from '../definitions/definitions.ts'
import type { Pair } from '../form-pairs.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { type ControlName, isClosed, readControl, saysNothing, searchControls } from './controls.ts'
import { readCriterion, readPath } from './criterion.ts'
import { isIncludeName, readInclude } from './include.ts'
import type { SearchLimits } from './limits.ts'
import type { Bases } from './parameters.ts'
import type { Criterion, Include, SearchQuery, SortKey } from './query.ts'
import { readSort } from './sort.ts'

/** Given at most once: two of them would be read differently by different servers. */
const single = new Set<string>(['_sort', '_type', ...searchControls])

/**
 * Reads the parameters of a search into its query (search.html). `type` is the searched type; without it the search is
 * over `_type` or everything, and only parameters common to all searched types are known.
 *
 * Unknown names are refused rather than dropped: a lenient upstream would drop the restriction as well.
 */
export function readSearch(
  pairs: readonly Pair[],
  type: string | undefined,
  definitions: Definitions,
  limits: SearchLimits,
): SearchQuery | Refusal {
  const types = type === undefined ? readTypes(pairs, definitions) : undefined
  if (isRefusal(types)) return types
  const bases: Bases = type !== undefined ? [type] : (types ?? '*')
  const query: Draft = { criteria: [], includes: [], sort: [], controls: [], closed: [] }
  const seen = new Set<string>()
  for (const pair of pairs) {
    if (isClosed(pair, definitions.version)) {
      query.closed.push(pair.name)
      continue
    }
    if (single.has(pair.name) && !saysNothing(pair)) {
      if (seen.has(pair.name)) return refuse('QUERY_MALFORMED', `${pair.name} is given twice`)
      seen.add(pair.name)
    }
    // It was read above, as it says what the others are parameters of.
    if (pair.name === '_type' && type === undefined) continue
    const refused = takeIn(pair, query, bases, definitions, limits)
    if (refused) return refused
  }
  const { criteria, includes, sort, controls, closed } = query
  return { criteria, includes, sort, ...(types && { types }), controls, closed }
}

/** A query while it is read. */
interface Draft {
  readonly criteria: Criterion[]
  readonly includes: Include[]
  readonly controls: Pair[]
  readonly closed: string[]
  sort: readonly SortKey[]
}

/** Reads one parameter into the query, unless it has to be refused. */
function takeIn(
  pair: Pair,
  query: Draft,
  bases: Bases,
  definitions: Definitions,
  limits: SearchLimits,
): Refusal | undefined {
  const { name, value } = pair
  if (saysNothing(pair)) return checkName(name, bases, definitions, limits)
  if (isIncludeName(name)) {
    const include = readInclude(name, value, bases, definitions)
    if (isRefusal(include)) return include
    const count = query.includes.push(include)
    return count > limits.includes ? refuse('TOO_MANY_PARAMETERS', `more than ${limits.includes} includes`) : undefined
  }
  if (name === '_sort') {
    const keys = readSort(value, bases, definitions, limits)
    if (isRefusal(keys)) return keys
    query.sort = keys
    return undefined
  }
  const control = readControl(pair, searchControls as readonly ControlName[])
  const read = control ?? readCriterion(name, value, bases, definitions, limits)
  if (isRefusal(read)) return read
  if ('name' in read) query.controls.push(read)
  else query.criteria.push(read)
  return undefined
}

/**
 * Reads the query of a conditional interaction: criteria alone, at least one (http.html#ccreate). Result parameters
 * have no meaning there, and without criteria a conditional delete would mean the whole type.
 */
export function readCondition(
  pairs: readonly Pair[],
  type: string,
  definitions: Definitions,
  limits: SearchLimits,
): SearchQuery | Refusal {
  const query = readSearch(pairs, type, definitions, limits)
  if (isRefusal(query)) return query
  if (query.includes.length > 0 || query.sort.length > 0 || query.controls.length > 0) {
    return refuse('PARAMETER_INVALID', 'a result parameter in a conditional request')
  }
  // Left away, the change would be made to everything else that the condition finds.
  if (query.closed.includes('_in')) return refuse('PARAMETER_UNKNOWN', '_in in a conditional request')
  return query.criteria.length === 0 && query.closed.length === 0 ? refuse('CRITERIA_REQUIRED', 'no criteria') : query
}

/** A parameter without a value is left away, but its name has to be one: `patient%3D1` is not a way to say nothing. */
function checkName(name: string, bases: Bases, definitions: Definitions, limits: SearchLimits): Refusal | undefined {
  if (single.has(name) || isIncludeName(name) || name === '_contained') return undefined
  const path = readPath(name, bases, definitions, limits)
  return isRefusal(path) ? path : undefined
}

function readTypes(pairs: readonly Pair[], definitions: Definitions): readonly string[] | undefined | Refusal {
  const text = pairs.find(({ name, value }) => name === '_type' && value !== '')?.value
  if (text === undefined) return undefined
  const types = [...new Set(text.split(','))]
  return types.every((type) => definitions.isResourceType(type))
    ? types
    : refuse('PARAMETER_INVALID', 'an unknown type in _type')
}
