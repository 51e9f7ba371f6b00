import { STATUS_CODES } from 'node:http'
import { type FhirAnswer, type FhirRequest, failure } from '../message.ts'
import { readTarget } from '../request-target.ts'
import { isObject, isResource, type JsonObject, listOf } from '../resource.ts'

/** An entry of a batch or transaction: what it asks, in the terms of a request of its own. */
export interface Entry {
  readonly index: number
  readonly fullUrl?: string
  readonly method: string
  readonly url: string
  readonly conditions: JsonObject
  readonly resource: unknown
}

/** @returns 400 when an entry has no request */
export function readEntries(bundle: JsonObject): readonly Entry[] | FhirAnswer {
  const entries = listOf(bundle.entry).map((entry, index) => {
    const { fullUrl, resource, request } = isObject(entry) ? entry : {}
    if (!isObject(request) || typeof request.method !== 'string' || typeof request.url !== 'string') return index
    const { method, url, ...conditions } = request
    const read = { index, method: String(method), url: String(url), conditions, resource }
    return typeof fullUrl === 'string' ? { ...read, fullUrl } : read
  })
  const bad = entries.find((entry) => typeof entry === 'number')
  if (bad !== undefined) return failure(400, 'required', `Bundle.entry[${bad}].request.method and .url are required`)
  return entries as readonly Entry[]
}

/** The request that an entry stands for; its conditions are the headers (http.html#transaction). */
export function requestOf(entry: Entry, { base, headers }: FhirRequest, assignedId?: string): FhirRequest {
  const relative = entry.url.startsWith(`${base}/`) ? entry.url.slice(base.length + 1) : entry.url
  const { ifMatch, ifNoneMatch, ifNoneExist, ifModifiedSince } = entry.conditions
  const conditions = {
    'if-match': ifMatch,
    'if-none-match': ifNoneMatch,
    'if-none-exist': ifNoneExist,
    'if-modified-since': ifModifiedSince,
  }
  const given = Object.entries(conditions).filter(([, value]) => typeof value === 'string')
  return {
    method: entry.method === 'HEAD' ? 'GET' : entry.method,
    ...readTarget(relative),
    headers: { ...Object.fromEntries(given as [string, string][]), prefer: headers.prefer },
    body: entry.resource,
    base,
    ...(assignedId !== undefined && { assignedId }),
  }
}

/** The entry of the answer (http.html#transaction-response). */
export function responseEntry({ status, headers, body }: FhirAnswer, base: string) {
  const response = {
    status: `${status} ${STATUS_CODES[status]}`,
    ...(headers.location && { location: headers.location.slice(base.length + 1) }),
    ...(headers.etag && { etag: headers.etag }),
    ...(headers['last-modified'] && { lastModified: new Date(headers['last-modified']).toISOString() }),
  }
  if (!isResource(body)) return { response }
  if (body.resourceType === 'OperationOutcome') return { response: { ...response, outcome: body } }
  const fullUrl = body.id === undefined ? {} : { fullUrl: `${base}/${body.resourceType}/${body.id}` }
  return { ...fullUrl, resource: body, response }
}
