import type { Backend } from '../backend.ts'
import { theOne } from '../conditional.ts'
import { type FhirAnswer, type FhirRequest, failure, isFailure } from '../message.ts'
import { readPairs } from '../request-target.ts'
import { isObject, type JsonObject } from '../resource.ts'

const CONDITIONAL = /^([A-Z][A-Za-z]+)\?(.+)$/

/**
 * Replaces references like `Patient?identifier=x` by the one resource that they find (http.html#trules).
 *
 * @returns 412 when one finds none or several
 */
export function withResolvedConditions(value: unknown, request: FhirRequest, backend: Backend): unknown | FhirAnswer {
  if (Array.isArray(value)) return collect(value, request, backend)
  if (!isObject(value)) return value
  const keys = Object.keys(value)
  const members = collect(Object.values(value), request, backend)
  if (isFailure(members)) return members
  const copy: JsonObject = Object.fromEntries(keys.map((key, at) => [key, members[at]]))
  const match = typeof copy.reference === 'string' ? CONDITIONAL.exec(copy.reference) : null
  if (!match) return copy
  const [, type, criteria] = match as unknown as [string, string, string]
  const found = theOne(request, backend, type, readPairs(criteria))
  if (isFailure(found)) return found
  if (!found) return failure(412, 'not-found', `Inline match URL "${type}?${criteria}" finds nothing`)
  return { ...copy, reference: `${type}/${found.id}` }
}

function collect(values: readonly unknown[], request: FhirRequest, backend: Backend): unknown[] | FhirAnswer {
  const resolved = values.map((value) => withResolvedConditions(value, request, backend))
  return resolved.find(isFailure) ?? resolved
}
