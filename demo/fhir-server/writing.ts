import type { Backend } from './backend.ts'
import { type FhirAnswer, type FhirRequest, failure, isFailure } from './message.ts'
import { applyPatch } from './patch/apply.ts'
import { taggedVersion, versionHeaders } from './reading.ts'
import { isObject, isResource, type Resource } from './resource.ts'
import type { Version } from './store.ts'

/** create (http.html#create). An `id` in the body is ignored. */
export function create(request: FhirRequest, { store }: Backend, type: string): FhirAnswer {
  const body = resourceOf(request, type)
  if (isFailure(body)) return body
  return written(request, store.write(type, request.assignedId ?? store.freshId(), 'POST', body), 201)
}

/** update, and create where there is nothing yet (http.html#upsert). */
export function update(request: FhirRequest, { store }: Backend, type: string, id: string): FhirAnswer {
  const body = resourceOf(request, type)
  if (isFailure(body)) return body
  if (body.id !== id) return failure(400, 'invalid', `The body has id "${body.id}", the URL "${id}"`)
  const before = store.newest(type, id)
  const refused = checkVersion(request, type, id, before)
  return refused ?? written(request, store.write(type, id, 'PUT', body), before?.resource ? 200 : 201)
}

/** patch (http.html#patch): JSON Patch, or FHIRPath Patch as a Parameters resource. */
export function patch(request: FhirRequest, { store }: Backend, type: string, id: string): FhirAnswer {
  const before = store.newest(type, id)
  if (!before?.resource) return failure(404, 'not-found', `Resource ${type}/${id} is not known`)
  const refused = checkVersion(request, type, id, before)
  if (refused) return refused
  const patched = applyPatch(before.resource, request.body)
  if (isFailure(patched)) return patched
  if (patched.resourceType !== type || patched.id !== id)
    return failure(422, 'processing', `The patch changes what ${type}/${id} is`)
  return written(request, store.write(type, id, 'PATCH', patched), 200)
}

/** delete (http.html#delete): what is not there, or no longer, is deleted as well. */
export function remove(request: FhirRequest, { store }: Backend, type: string, id: string): FhirAnswer {
  const before = store.newest(type, id)
  const refused = checkVersion(request, type, id, before)
  if (refused) return refused
  if (!before?.resource) return { status: 204, headers: {} }
  return { status: 204, headers: versionHeaders(store.remove(type, id)) }
}

/** `If-Match` names the version that is there, else 412 (http.html#concurrency); `If-None-Match: *` wants none there. */
function checkVersion(
  { headers }: FhirRequest,
  type: string,
  id: string,
  current: Version | undefined,
): FhirAnswer | undefined {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers
  if (ifMatch !== undefined && taggedVersion(ifMatch) !== String(current?.versionId)) {
    return failure(412, 'conflict', `${type}/${id} is at version ${current?.versionId ?? 'none'}, not ${ifMatch}`)
  }
  if (ifNoneMatch === '*' && current?.resource) return failure(412, 'conflict', `${type}/${id} exists already`)
  return undefined
}

function resourceOf({ body, headers }: FhirRequest, type: string): Resource | FhirAnswer {
  if (Buffer.isBuffer(body) && type === 'Binary') {
    return { resourceType: 'Binary', contentType: headers['content-type'], data: body.toString('base64') }
  }
  if (!isObject(body) || !isResource(body)) return failure(400, 'structure', 'The body is no resource')
  if (body.resourceType !== type)
    return failure(400, 'invalid', `The body is a ${body.resourceType}, the URL says ${type}`)
  return body
}

/** The answer to a write, with as much of the resource as `Prefer: return` asks (http.html#prefer). */
export function written({ base, headers: { prefer = '' } }: FhirRequest, version: Version, status: number): FhirAnswer {
  const place = `${base}/${version.type}/${version.id}/_history/${version.versionId}`
  const headers = { ...versionHeaders(version), location: place, 'content-location': place }
  if (/return\s*=\s*minimal/.test(prefer) || !version.resource) return { status, headers }
  if (!/return\s*=\s*OperationOutcome/.test(prefer)) return { status, headers, body: version.resource }
  const issue = [{ severity: 'information', code: 'informational', diagnostics: `Wrote ${version.type}/${version.id}` }]
  return { status, headers, body: { resourceType: 'OperationOutcome', issue } }
}
