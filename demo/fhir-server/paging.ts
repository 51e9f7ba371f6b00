import { type FhirAnswer, type FhirRequest, failure, parameter } from './message.ts'
import type { BundleEntry, Pages, SavedResult } from './pages.ts'

interface Link {
  readonly relation: string
  readonly url: string
}

/** The first page of a result, with a link to the next where there is more (http.html#paging). */
export function firstPage(result: SavedResult, self: string, pages: Pages, base: string): FhirAnswer {
  const links = [{ relation: 'self', url: self }]
  if (result.length <= result.pageSize) return bundle(result, links, result.entries(0, result.pageSize))
  const cursor = pages.save(result)
  return pageOf(result, links, cursor, 0, result.pageSize, base)
}

/** `?_getpages=<cursor>&_getpagesoffset=<n>&_count=<n>`: knowing the cursor is all it takes. */
export function laterPage(request: FhirRequest, pages: Pages): FhirAnswer {
  const cursor = parameter(request, '_getpages') ?? ''
  const result = pages.find(cursor)
  if (!result) return failure(410, 'not-found', `Search ID "${cursor}" does not exist and may have expired`)
  const offset = wholeNumber(parameter(request, '_getpagesoffset')) ?? 0
  const count = wholeNumber(parameter(request, '_count')) ?? result.pageSize
  const self = { relation: 'self', url: urlOf(request.base, result, cursor, offset, count) }
  return pageOf(result, [self], cursor, offset, count, request.base)
}

function pageOf(
  result: SavedResult,
  links: readonly Link[],
  cursor: string,
  offset: number,
  count: number,
  base: string,
): FhirAnswer {
  const all = [...links]
  if (offset + count < result.length)
    all.push({ relation: 'next', url: urlOf(base, result, cursor, offset + count, count) })
  if (offset > 0)
    all.push({ relation: 'previous', url: urlOf(base, result, cursor, Math.max(0, offset - count), count) })
  return bundle(result, all, result.entries(offset, count))
}

function urlOf(base: string, { type }: SavedResult, cursor: string, offset: number, count: number): string {
  return `${base}?_getpages=${cursor}&_getpagesoffset=${offset}&_count=${count}&_pretty=true&_bundletype=${type}`
}

function bundle({ type, total }: SavedResult, link: readonly Link[], entry: readonly BundleEntry[]): FhirAnswer {
  const head = { resourceType: 'Bundle', type, ...(total === undefined ? {} : { total }), link }
  return { status: 200, headers: {}, body: entry.length === 0 ? head : { ...head, entry } }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}
