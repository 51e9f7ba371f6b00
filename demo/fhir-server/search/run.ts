import { type Backend, contextOf } from '../backend.ts'
import { type FhirAnswer, type FhirRequest, internalsMarker, isFailure } from '../message.ts'
import type { BundleEntry } from '../pages.ts'
import { firstPage } from '../paging.ts'
import type { Resource } from '../resource.ts'
import { included } from './include.ts'
import { matches } from './match.ts'
import { type Query, readQuery } from './query.ts'
import { shaped } from './shape.ts'
import { sorted } from './sort.ts'

const PAGE_SIZE = 20

/**
 * Answers a search with a searchset Bundle (search.html).
 *
 * @param types what is searched
 * @param within keeps a search inside a compartment
 */
export function search(
  request: FhirRequest,
  backend: Backend,
  types: readonly string[],
  within: (resource: Resource) => boolean = () => true,
): FhirAnswer {
  const lenient = /handling\s*=\s*lenient/.test(request.headers.prefer ?? '')
  const query = readQuery(backend.definitions, types, request.query, lenient)
  if (isFailure(query)) return query
  const found = matched(query, request, backend).filter(within)
  return searchset(found, query, request, backend)
}

/** All current resources that fulfil the query, in its order. */
export function matched(query: Query, request: FhirRequest, backend: Backend): readonly Resource[] {
  const context = contextOf(backend, request)
  const candidates = query.types.flatMap((type) => backend.store.all(type))
  const found = candidates.filter((resource) => query.tests.every((test) => matches(test, resource, context)))
  return sorted(found, query.sort, context)
}

/** Resources as the pages of a searchset, shaped as the query says, with what it includes. */
export function searchset(
  found: readonly Resource[],
  query: Query,
  request: FhirRequest,
  backend: Backend,
): FhirAnswer {
  const context = contextOf(backend, request)
  const countOnly = query.summary === 'count' || query.count === 0
  const entries = (offset: number, count: number) => {
    const page = found.slice(offset, offset + count)
    const rides = included(query.includes, page, context)
    const outcome = query.ignored.length > 0 && offset === 0 ? [ignoredEntry(query.ignored)] : []
    return [
      ...page.map((resource) => entryOf(shaped(resource, query), request.base, 'match')),
      ...rides.map((resource) => entryOf(resource, request.base, 'include')),
      ...outcome,
    ]
  }
  const pageSize = query.count ?? PAGE_SIZE
  const total = query.total || countOnly ? found.length : undefined
  const result = { type: 'searchset', pageSize, total, length: found.length, entries } as const
  const counted = { ...result, length: 0, entries: () => [] }
  return firstPage(countOnly ? counted : result, selfOf(request, query), backend.pages, request.base)
}

function entryOf(resource: Resource, base: string, mode: 'match' | 'include'): BundleEntry {
  return { fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource, search: { mode } }
}

function ignoredEntry(names: readonly string[]): BundleEntry {
  const diagnostics = `Ignored parameters: ${names.join()} [${internalsMarker}]`
  const issue = [{ severity: 'warning', code: 'not-supported', diagnostics }]
  return { resource: { resourceType: 'OperationOutcome', issue }, search: { mode: 'outcome' } }
}

function selfOf({ base, path }: FhirRequest, { honoured }: Query): string {
  const place = [base, ...path.filter((segment) => segment !== '_search')].join('/')
  const query = honoured.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
  return query === '' ? place : `${place}?${query}`
}
