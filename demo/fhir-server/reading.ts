import type { Backend } from './backend.ts'
import { type FhirAnswer, type FhirRequest, failure } from './message.ts'
import type { Resource } from './resource.ts'
import { shaped } from './search/shape.ts'
import type { Version } from './store.ts'

/** The headers that name a version (http.html#versioning). */
export function versionHeaders({ versionId, lastUpdated }: Version): Record<string, string> {
  return { etag: `W/"${versionId}"`, 'last-modified': new Date(lastUpdated).toUTCString() }
}

/** The version that an ETag or If-Match value names; weak and strong are compared alike (http.html#concurrency). */
export function taggedVersion(tag: string): string {
  return tag.trim().replace(/^W\//, '').replace(/^"|"$/g, '')
}

/** read (http.html#read): 404 when never there, 410 when deleted, 304 when the caller has it. */
export function read(request: FhirRequest, { store }: Backend, type: string, id: string): FhirAnswer {
  const version = store.newest(type, id)
  if (!version) return failure(404, 'not-found', `Resource ${type}/${id} is not known`)
  if (!version.resource) {
    return failure(
      410,
      'deleted',
      `Resource ${type}/${id} was deleted at ${version.lastUpdated} in version ${version.versionId}`,
    )
  }
  const headers = versionHeaders(version)
  const { 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince } = request.headers
  const same = ifNoneMatch !== undefined && taggedVersion(ifNoneMatch) === String(version.versionId)
  const unchanged =
    ifModifiedSince !== undefined && Date.parse(version.lastUpdated) < Date.parse(ifModifiedSince) + 1000
  if (same || (ifNoneMatch === undefined && unchanged)) return { status: 304, headers }
  return type === 'Binary' ? binary(request, version.resource, headers) : answerWith(request, version.resource, headers)
}

/** vread (http.html#vread). */
export function vread(
  request: FhirRequest,
  { store }: Backend,
  type: string,
  id: string,
  versionId: string,
): FhirAnswer {
  const version = store.versions(type, id).find((one) => String(one.versionId) === versionId)
  if (!version) return failure(404, 'not-found', `Version ${versionId} of ${type}/${id} is not known`)
  if (!version.resource) return failure(410, 'deleted', `Version ${versionId} of ${type}/${id} is a deletion`)
  return answerWith(request, version.resource, versionHeaders(version))
}

/** In its own type for who asks for that or for anything but FHIR (binary.html#rest). */
function binary(request: FhirRequest, resource: Resource, headers: Record<string, string>): FhirAnswer {
  const { accept } = request.headers
  if (accept === undefined || /json|\*\/\*/.test(accept)) return answerWith(request, resource, headers)
  const type = typeof resource.contentType === 'string' ? resource.contentType : 'application/octet-stream'
  return { status: 200, headers, content: { type, bytes: Buffer.from(String(resource.data ?? ''), 'base64') } }
}

function answerWith(request: FhirRequest, resource: Resource, headers: Record<string, string>): FhirAnswer {
  const query = new Map(request.query)
  const elements = query.get('_elements')?.split(',')
  const summary = query.get('_summary')
  return {
    status: 200,
    headers,
    body: shaped(resource, { ...(elements && { elements }), ...(summary && { summary }) }),
  }
}
