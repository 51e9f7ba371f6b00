import type { Backend } from './backend.ts'
import { contextOf } from './backend.ts'
import { capabilities } from './capability.ts'
import { inCompartment, isCompartment } from './compartments.ts'
import { conditionalCreate, conditionalDelete, conditionalPatch, conditionalUpdate } from './conditional.ts'
import { history } from './history.ts'
import { type FhirAnswer, type FhirRequest, failure, parameter } from './message.ts'
import { operate } from './operations.ts'
import { laterPage } from './paging.ts'
import { read, vread } from './reading.ts'
import { search } from './search/run.ts'
import { create, patch, remove, update } from './writing.ts'

/** Answers any request but a Bundle posted to the base (http.html#summary). Asks no one who they are. */
export function handle(request: FhirRequest, backend: Backend): FhirAnswer {
  const { path } = request
  const [first = ''] = path
  if (path.at(-1)?.startsWith('$')) return operate(request, backend)
  if (path.length === 0 || first === '_search' || first === '_history' || first === 'metadata')
    return onSystem(request, backend)
  if (!backend.definitions.isResourceType(first)) {
    return failure(
      404,
      'not-supported',
      `Unknown resource type "${first}" - the server knows ${backend.definitions.resourceTypes.size}`,
    )
  }
  if (path.length === 1) return onType(request, backend, first)
  if (path.length === 2)
    return path[1] === '_search' || path[1] === '_history'
      ? onType(request, backend, first)
      : onInstance(request, backend)
  return belowInstance(request, backend)
}

function onSystem(request: FhirRequest, backend: Backend): FhirAnswer {
  const all = [...backend.definitions.resourceTypes]
  switch (`${request.method} ${request.path.join('/')}`) {
    case 'GET ':
      return parameter(request, '_getpages') === undefined
        ? search(request, backend, all)
        : laterPage(request, backend.pages)
    case 'POST _search':
      return search(request, backend, all)
    case 'GET _history':
      return history(request, backend)
    case 'GET metadata':
      return capabilities(backend.definitions, request.base)
    default:
      return notAllowed(request)
  }
}

function onType(request: FhirRequest, backend: Backend, type: string): FhirAnswer {
  const ifNoneExist = request.headers['if-none-exist']
  switch (`${request.method} ${request.path[1] ?? ''}`) {
    case 'GET ':
    case 'POST _search':
      return search(request, backend, [type])
    case 'GET _history':
      return history(request, backend, type)
    case 'POST ':
      return ifNoneExist === undefined
        ? create(request, backend, type)
        : conditionalCreate(request, backend, type, ifNoneExist)
    case 'PUT ':
      return conditionalUpdate(request, backend, type)
    case 'PATCH ':
      return conditionalPatch(request, backend, type)
    case 'DELETE ':
      return conditionalDelete(request, backend, type)
    default:
      return notAllowed(request)
  }
}

function onInstance(request: FhirRequest, backend: Backend): FhirAnswer {
  const [type, id] = request.path as [string, string]
  switch (request.method) {
    case 'GET':
      return read(request, backend, type, id)
    case 'PUT':
      return update(request, backend, type, id)
    case 'PATCH':
      return patch(request, backend, type, id)
    case 'DELETE':
      return remove(request, backend, type, id)
    default:
      return notAllowed(request)
  }
}

function belowInstance(request: FhirRequest, backend: Backend): FhirAnswer {
  const [type, id, below, last, ...more] = request.path as [string, string, string, ...string[]]
  if (more.length > 0) return failure(404, 'not-found', `Nothing at ${request.path.join('/')}`)
  if (below === '_history' && request.method === 'GET') {
    return last === undefined ? history(request, backend, type, id) : vread(request, backend, type, id, last)
  }
  const posted = request.method === 'POST' && (last ?? below) === '_search'
  if (!posted && (request.method !== 'GET' || last !== undefined)) return notAllowed(request)
  return searchCompartment(request, backend, type, id, below === '*' || below === '_search' ? undefined : below)
}

/** `Patient/1/Observation`, or `Patient/1/*` for every type (http.html#vsearch). */
function searchCompartment(
  request: FhirRequest,
  backend: Backend,
  owner: string,
  id: string,
  type?: string,
): FhirAnswer {
  const { definitions } = backend
  if (!isCompartment(owner) || (type !== undefined && !definitions.isResourceType(type))) {
    return failure(404, 'not-found', `Nothing at ${request.path.join('/')}`)
  }
  const context = contextOf(backend, request)
  const types = type === undefined ? [...definitions.resourceTypes] : [type]
  return search(request, backend, types, (resource) => inCompartment(resource, owner, id, context))
}

function notAllowed({ method, path }: FhirRequest): FhirAnswer {
  return failure(405, 'not-supported', `${method} is not supported at ${path.join('/') || 'the base'}`)
}
