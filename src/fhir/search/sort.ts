import type { Definitions } from '../definitions/definitions.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { readPath } from './criterion.ts'
import type { SearchLimits } from './limits.ts'
import type { Bases } from './parameters.ts'
import type { SortKey } from './query.ts'

/** Membership and full text: an order by them is no order, and the first looks into other resources. */
const orderless = new Set(['_list', '_content', '_text'])

/** Reads `_sort=-date,status` (search.html#sort), and the chained keys that some servers know. */
export function readSort(
  value: string,
  bases: Bases,
  definitions: Definitions,
  limits: SearchLimits,
): readonly SortKey[] | Refusal {
  const keys: SortKey[] = []
  for (const text of value.split(',')) {
    const descending = text.startsWith('-')
    const name = descending ? text.slice(1) : text
    if (name === '_score') {
      keys.push({ descending, hops: [], parameter: name })
      continue
    }
    const path = name.startsWith('_has')
      ? refuse('PARAMETER_INVALID', '_sort by _has is not supported')
      : readPath(name, bases, definitions, limits)
    if (isRefusal(path)) return path
    if (orderless.has(path.parameter.code)) return refuse('PARAMETER_INVALID', '_sort by a parameter that has no order')
    if (path.modifier !== undefined) return refuse('PARAMETER_INVALID', '_sort by a parameter with a modifier')
    keys.push({ descending, hops: path.hops, parameter: path.parameter.code })
  }
  return keys.length > limits.orValues ? refuse('TOO_MANY_PARAMETERS', 'too many sort keys') : keys
}
