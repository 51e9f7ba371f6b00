import type { Backend } from './backend.ts'
import { type FhirAnswer, type FhirRequest, failure, isFailure, type QueryPair } from './message.ts'
import { readPairs } from './request-target.ts'
import type { Resource } from './resource.ts'
import { readQuery } from './search/query.ts'
import { matched } from './search/run.ts'
import { create, patch, remove, update, written } from './writing.ts'

/** The only resource of `type` that the criteria find; undefined when none does; 412 when several do (http.html#ccreate). */
export function theOne(
  request: FhirRequest,
  backend: Backend,
  type: string,
  criteria: readonly QueryPair[],
): Resource | undefined | FhirAnswer {
  const query = readQuery(backend.definitions, [type], criteria, false)
  if (isFailure(query)) return query
  if (query.tests.length === 0) return failure(412, 'required', `Match URL for ${type} has no criteria`)
  const found = matched(query, request, backend)
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join()
    return failure(412, 'multiple-matches', `Match URL for ${type} finds ${found.length} resources: ${ids}`)
  }
  return found[0]
}

/** conditional create (http.html#ccreate): what is found is answered with 200 instead. */
export function conditionalCreate(
  request: FhirRequest,
  backend: Backend,
  type: string,
  ifNoneExist: string,
): FhirAnswer {
  const found = theOne(request, backend, type, readPairs(ifNoneExist.replace(/^[^?]*\?/, '')))
  if (isFailure(found)) return found
  return found ? written(request, backend.store.newest(type, found.id!)!, 200) : create(request, backend, type)
}

/** conditional update (http.html#cond-update). */
export function conditionalUpdate(request: FhirRequest, backend: Backend, type: string): FhirAnswer {
  const found = theOne(request, backend, type, request.query)
  if (isFailure(found)) return found
  const body = request.body as Resource | undefined
  if (!found) return body?.id === undefined ? create(request, backend, type) : update(request, backend, type, body.id)
  const id = found.id!
  if (body?.id !== undefined && body.id !== id)
    return failure(400, 'invalid', `The body has id "${body.id}", the match is "${id}"`)
  return update({ ...request, body: { ...body, id } }, backend, type, id)
}

/** conditional patch (http.html#cond-patch). */
export function conditionalPatch(request: FhirRequest, backend: Backend, type: string): FhirAnswer {
  const found = theOne(request, backend, type, request.query)
  if (isFailure(found)) return found
  return found
    ? patch(request, backend, type, found.id!)
    : failure(404, 'not-found', `Match URL for ${type} finds nothing`)
}

/** conditional delete of one (http.html#cdelete). */
export function conditionalDelete(request: FhirRequest, backend: Backend, type: string): FhirAnswer {
  const found = theOne(request, backend, type, request.query)
  if (isFailure(found)) return found
  return found ? remove(request, backend, type, found.id!) : { status: 204, headers: {} }
}
