import type { Backend } from '../backend.ts'
import { theOne } from '../conditional.ts'
import { type FhirAnswer, type FhirRequest, failure, isFailure } from '../message.ts'
import { readPairs } from '../request-target.ts'
import { isObject, isResource } from '../resource.ts'
import type { Entry } from './entries.ts'
import { requestOf } from './entries.ts'

/** Where each `fullUrl` of a transaction ends up, as `Type/id`, and the ids given out for it per entry. */
export interface Names {
  readonly places: ReadonlyMap<string, string>
  readonly assigned: ReadonlyMap<number, string>
}

/** Gives every entry that may create its id beforehand, so that entries can refer to each other (http.html#trules). */
export function nameEntries(entries: readonly Entry[], request: FhirRequest, backend: Backend): Names | FhirAnswer {
  const places = new Map<string, string>()
  const assigned = new Map<number, string>()
  for (const entry of entries) {
    if (entry.method !== 'POST' && entry.method !== 'PUT') continue
    const asked = requestOf(entry, request)
    const [type, id] = asked.path
    if (type === undefined || id?.startsWith('$') || id === '_search') continue
    const existing = id ?? existingId(asked, type, backend)
    if (isFailure(existing)) return existing
    const given = existing ?? (entry.method === 'PUT' ? bodyId(entry) : undefined) ?? backend.store.freshId()
    if (existing === undefined) assigned.set(entry.index, given)
    if (entry.fullUrl !== undefined) {
      if (places.has(entry.fullUrl)) return failure(400, 'invalid', `Several entries have the fullUrl ${entry.fullUrl}`)
      places.set(entry.fullUrl, `${type}/${given}`)
    }
  }
  return { places, assigned }
}

function existingId(asked: FhirRequest, type: string, backend: Backend): string | undefined | FhirAnswer {
  const ifNoneExist = asked.headers['if-none-exist']
  if (asked.method === 'POST' && ifNoneExist === undefined) return undefined
  const found = theOne(asked, backend, type, asked.method === 'PUT' ? asked.query : readPairs(ifNoneExist!))
  return isFailure(found) ? found : found?.id
}

function bodyId({ resource }: Entry): string | undefined {
  return isResource(resource) ? resource.id : undefined
}

/** The entry with every name of another entry replaced by its place: in references, URLs and narrative links. */
export function withNames(entry: Entry, { places }: Names): Entry {
  return {
    ...entry,
    url: replaceAll(entry.url, places),
    conditions: renamed(entry.conditions, places) as Entry['conditions'],
    resource: renamed(entry.resource, places),
  }
}

function renamed(value: unknown, places: ReadonlyMap<string, string>, name = ''): unknown {
  if (typeof value === 'string') {
    return places.get(value) ?? (name === 'div' || name === 'ifNoneExist' ? replaceAll(value, places) : value)
  }
  if (Array.isArray(value)) return value.map((member) => renamed(member, places))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, renamed(member, places, key)]))
}

function replaceAll(text: string, places: ReadonlyMap<string, string>): string {
  return [...places].reduce((result, [name, place]) => result.replaceAll(name, place), text)
}
