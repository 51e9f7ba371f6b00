import { type Backend, contextOf } from './backend.ts'
import { inCompartment, isCompartment } from './compartments.ts'
import { type FhirAnswer, type FhirRequest, failure, isFailure, type QueryPair } from './message.ts'
import { resolve } from './references.ts'
import { isObject, isResource, listOf, type Resource } from './resource.ts'
import { rangeOf } from './search/dates.ts'
import { readQuery } from './search/query.ts'
import { matched, searchset } from './search/run.ts'
import { sorted } from './search/sort.ts'

/** Runs the operation that the path ends with (operations.html). */
export function operate(request: FhirRequest, backend: Backend): FhirAnswer {
  const name = request.path.at(-1)!.slice(1)
  const [type, id] = request.path.slice(0, -1)
  if (type !== undefined && !backend.definitions.isResourceType(type))
    return failure(404, 'not-supported', `Unknown resource type "${type}"`)
  if (request.method !== 'GET' && request.method !== 'POST')
    return failure(405, 'not-supported', `$${name} takes no ${request.method}`)
  if (id !== undefined && !backend.store.read(type!, id))
    return failure(404, 'not-found', `Resource ${type}/${id} is not known`)
  if (name === 'validate') return allIsWell()
  if (name === 'everything' && (type === 'Patient' || (type === 'Encounter' && id)))
    return everything(request, backend, type, id)
  if (name === 'lastn' && type === 'Observation' && id === undefined) return lastN(request, backend)
  if (name === 'meta') return meta(backend, type, id)
  return failure(404, 'not-supported', `Operation $${name} is not known at ${request.path.join('/')}`)
}

/** Those of the query or form, and the plain ones of a Parameters body. */
function parametersOf({ query, body }: FhirRequest): QueryPair[] {
  const posted = isResource(body) ? listOf(body.parameter).filter(isObject) : []
  return [
    ...query,
    ...posted.map((parameter): QueryPair => {
      const value = Object.entries(parameter).find(([name]) => name.startsWith('value'))?.[1]
      return [String(parameter.name), String(value)]
    }),
  ]
}

const EVERYTHING_CONTROLS = new Set(['_count', '_type', '_elements', '_summary'])

/** `Patient[/id]/$everything` (patient-operation-everything.html): the compartment, and what it refers to outside any. */
function everything(request: FhirRequest, backend: Backend, type: 'Patient' | 'Encounter', id?: string): FhirAnswer {
  const { definitions, store } = backend
  const context = contextOf(backend, request)
  const given = parametersOf(request)
  const since = rangeOf(new Map(given).get('_since') ?? '')
  const query = readQuery(
    definitions,
    [...definitions.resourceTypes],
    given.filter(([name]) => EVERYTHING_CONTROLS.has(name)),
    false,
  )
  if (isFailure(query)) return query
  const owners = id === undefined ? store.all(type) : [store.read(type, id)!]
  const all = [...definitions.resourceTypes].flatMap((of) => store.all(of))
  const own = all.filter((resource) => owners.some((owner) => inCompartment(resource, type, owner.id!, context)))
  const shared = own.flatMap(referencesIn).map((reference) => resolve(reference, store, request.base))
  const found = new Set([
    ...owners,
    ...own,
    ...shared.filter((resource) => resource && !isCompartmented(resource, backend)),
  ] as Resource[])
  const fresh = [...found].filter(({ meta }) => !since || Date.parse(meta?.lastUpdated ?? '') >= since.start)
  return searchset(
    fresh.filter(({ resourceType }) => query.types.includes(resourceType)),
    query,
    request,
    backend,
  )
}

function isCompartmented({ resourceType }: Resource, { definitions }: Backend): boolean {
  return isCompartment(resourceType) && definitions.compartmentParameters('Patient', resourceType).length > 0
}

/** Every Reference anywhere in the value. */
function referencesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (!isObject(value)) return []
  return typeof value.reference === 'string' ? [value] : Object.values(value).flatMap(referencesIn)
}

/** `Observation/$lastn` (observation-operation-lastn.html): per code, the `max` newest of those that the criteria find. */
function lastN(request: FhirRequest, backend: Backend): FhirAnswer {
  const given = parametersOf(request)
  const max = Number(new Map(given).get('max') ?? 1)
  const criteria = given.filter(([name]) => name !== 'max')
  const query = readQuery(backend.definitions, ['Observation'], criteria, false)
  if (isFailure(query)) return query
  const newest = sorted(
    matched(query, request, backend),
    [{ code: 'date', descending: true }],
    contextOf(backend, request),
  )
  const taken = new Map<string, number>()
  const found = newest.filter(({ code, subject }) => {
    const series = JSON.stringify([code, subject])
    taken.set(series, (taken.get(series) ?? 0) + 1)
    return taken.get(series)! <= max
  })
  return searchset(found, query, request, backend)
}

/** `$meta` (resource-operation-meta.html): of one resource, or the labels in use in a type or everywhere. */
function meta({ definitions, store }: Backend, type?: string, id?: string): FhirAnswer {
  const types = type === undefined ? [...definitions.resourceTypes] : [type]
  const metas = types
    .flatMap((of) => store.all(of))
    .filter((resource) => id === undefined || resource.id === id)
    .map((resource) => resource.meta)
  const one =
    metas.length === 1
      ? metas[0]
      : { tag: metas.flatMap((of) => of?.tag ?? []), security: metas.flatMap((of) => of?.security ?? []) }
  return {
    status: 200,
    headers: {},
    body: { resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta: one }] },
  }
}

function allIsWell(): FhirAnswer {
  const issue = [
    { severity: 'information', code: 'informational', diagnostics: 'No issues detected during validation' },
  ]
  return { status: 200, headers: {}, body: { resourceType: 'OperationOutcome', issue } }
}
