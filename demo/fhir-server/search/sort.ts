import { literalOf } from '../references.ts'
import { isObject, type Resource } from '../resource.ts'
import type { SearchContext } from './context.ts'
import { rangesOf } from './dates.ts'
import type { Query } from './query.ts'
import { folded, stringsOf } from './strings.ts'
import { tokensOf } from './tokens.ts'
import { valuesOf } from './values.ts'

type Key = number | string

/** Orders by the keys of `_sort`; what lacks a key comes last (search.html#sort). The order of the store decides ties. */
export function sorted(
  resources: readonly Resource[],
  keys: Query['sort'],
  context: SearchContext,
): readonly Resource[] {
  if (keys.length === 0) return resources
  const rows = resources.map((resource) => ({ resource, by: keys.map(({ code }) => keyOf(resource, code, context)) }))
  rows.sort((a, b) => {
    for (const [at, { descending }] of keys.entries()) {
      const order = compare(a.by[at], b.by[at], descending)
      if (order !== 0) return order
    }
    return 0
  })
  return rows.map(({ resource }) => resource)
}

function compare(a: Key | undefined, b: Key | undefined, descending: boolean): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  return (a < b ? -1 : 1) * (descending ? -1 : 1)
}

function keyOf(resource: Resource, code: string, { definitions }: SearchContext): Key | undefined {
  const type = definitions.searchParameter(resource.resourceType, code)?.type
  const [first] = valuesOf(definitions, resource, code)
  if (first === undefined) return undefined
  if (type === 'date') return rangesOf(first)[0]?.start
  if (type === 'token') return tokensOf(first)[0]?.code
  if (type === 'reference') return literalOf(first)
  if (type === 'string') return stringsOf(first).map(folded)[0]
  if (isObject(first)) return typeof first.value === 'number' ? first.value : undefined
  return typeof first === 'number' || typeof first === 'string' ? first : undefined
}
