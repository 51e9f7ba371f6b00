import type { Definitions } from '../../../src/fhir/definitions/definitions.ts'
import { type FhirAnswer, failure, isFailure, type QueryPair } from '../message.ts'
import { type IncludeRule, readInclude } from './include-rule.ts'
import { readTest, type Test } from './tests.ts'

/** A search as the server understood it. */
export interface Query {
  readonly types: readonly string[]
  readonly tests: readonly Test[]
  readonly includes: readonly IncludeRule[]
  readonly sort: readonly { readonly code: string; readonly descending: boolean }[]
  readonly count?: number
  readonly total: boolean
  readonly summary?: string
  readonly elements?: readonly string[]
  /** The pairs that had an effect, for the self link (search.html#conformance). */
  readonly honoured: readonly QueryPair[]
  /** Unknown parameters that a lenient search passed over. */
  readonly ignored: readonly string[]
}

const SILENT = new Set(['_format', '_pretty', '_type'])
const SUMMARIES = new Set(['true', 'false', 'count', 'text', 'data'])

/**
 * Reads the parameters of a search (search.html). Unknown ones fail with 400, or are noted in `ignored` when `lenient`
 * (search.html#errors).
 *
 * @param types what is searched; `_type` narrows it
 */
export function readQuery(
  definitions: Definitions,
  types: readonly string[],
  pairs: readonly QueryPair[],
  lenient: boolean,
): Query | FhirAnswer {
  const narrowed = readTypes(definitions, types, pairs)
  if (isFailure(narrowed)) return narrowed
  const tests: Test[] = []
  const includes: IncludeRule[] = []
  const ignored: string[] = []
  const honoured: QueryPair[] = []
  for (const pair of pairs) {
    const [name, value] = pair
    if (value === '') continue
    const include = readInclude(definitions, name, value)
    if (isFailure(include)) return include
    if (include) includes.push(include)
    else if (!SILENT.has(name) && !CONTROLS.has(name)) {
      const test = readTest(definitions, narrowed, name, value)
      if (isFailure(test)) {
        if (!lenient) return test
        ignored.push(name)
        continue
      }
      tests.push(test)
    }
    honoured.push(pair)
  }
  const controls = readControls(definitions, narrowed, new Map(pairs))
  return isFailure(controls) ? controls : { types: narrowed, tests, includes, honoured, ignored, ...controls }
}

const CONTROLS = new Set(['_count', '_sort', '_total', '_summary', '_elements'])

function readTypes(
  definitions: Definitions,
  types: readonly string[],
  pairs: readonly QueryPair[],
): readonly string[] | FhirAnswer {
  const named = pairs.filter(([name]) => name === '_type').flatMap(([, value]) => value.split(','))
  const unknown = named.find((type) => !definitions.isResourceType(type))
  if (unknown !== undefined) return failure(400, 'value', `Unknown resource type "${unknown}" in _type`)
  return named.length === 0 ? types : types.filter((type) => named.includes(type))
}

type Controls = Pick<Query, 'sort' | 'count' | 'total' | 'summary' | 'elements'>

function readControls(
  definitions: Definitions,
  types: readonly string[],
  given: ReadonlyMap<string, string>,
): Controls | FhirAnswer {
  const count = given.get('_count')
  if (count && !/^\d{1,6}$/.test(count)) return failure(400, 'value', `Invalid _count "${count}"`)
  const summary = given.get('_summary')
  if (summary && !SUMMARIES.has(summary)) return failure(400, 'value', `Invalid _summary "${summary}"`)
  const keys = (given.get('_sort') ?? '').split(',').filter((key) => key !== '')
  const sort = keys.map((key) => ({ code: key.replace(/^-/, ''), descending: key.startsWith('-') }))
  const bad = sort.find(({ code }) => !types.some((type) => definitions.searchParameter(type, code)))
  if (bad) return failure(400, 'not-supported', `Cannot sort by "${bad.code}"`)
  const elements = given.get('_elements')
  return {
    sort,
    total: given.get('_total') !== 'none',
    ...(count ? { count: Number(count) } : {}),
    ...(summary ? { summary } : {}),
    ...(elements ? { elements: elements.split(',') } : {}),
  }
}
