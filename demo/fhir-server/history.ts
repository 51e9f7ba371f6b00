import type { Backend } from './backend.ts'
import { type FhirAnswer, type FhirRequest, failure, parameter } from './message.ts'
import type { BundleEntry } from './pages.ts'
import { firstPage } from './paging.ts'
import { rangeOf } from './search/dates.ts'
import type { Version } from './store.ts'

const PAGE_SIZE = 20
const STATUS = { POST: '201 Created', PUT: '200 OK', PATCH: '200 OK', DELETE: '204 No Content' } as const

/** History of one resource, of a type or of all (http.html#history), newest first. Takes `_count`, `_since` and `_at`. */
export function history(request: FhirRequest, { store, pages }: Backend, type?: string, id?: string): FhirAnswer {
  const log = store.log(type).filter((version) => id === undefined || version.id === id)
  if (id !== undefined && log.length === 0) return failure(404, 'not-found', `Resource ${type}/${id} is not known`)
  const found = log.filter(withinTime(request))
  const count = Number(parameter(request, '_count') ?? PAGE_SIZE)
  if (!Number.isInteger(count) || count < 0) return failure(400, 'value', 'Invalid _count')
  const entries = (offset: number, length: number) =>
    found.slice(offset, offset + length).map((version) => entryOf(version, request.base))
  const result = { type: 'history', pageSize: count, total: found.length, length: found.length, entries } as const
  return firstPage(result, [request.base, ...request.path].join('/'), pages, request.base)
}

function withinTime(request: FhirRequest): (version: Version) => boolean {
  const since = rangeOf(parameter(request, '_since') ?? '')
  const at = rangeOf(parameter(request, '_at') ?? '')
  return ({ lastUpdated }) => {
    const time = Date.parse(lastUpdated)
    return (!since || time >= since.start) && (!at || (at.start <= time && time < at.end))
  }
}

function entryOf({ type, id, method, versionId, lastUpdated, resource }: Version, base: string): BundleEntry {
  const created = method === 'PUT' && versionId === 1
  return {
    fullUrl: `${base}/${type}/${id}`,
    ...(resource && { resource }),
    request: { method, url: method === 'POST' ? type : `${type}/${id}` },
    response: { status: created ? STATUS.POST : STATUS[method], etag: `W/"${versionId}"`, lastModified: lastUpdated },
  }
}
