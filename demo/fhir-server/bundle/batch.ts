import type { Backend } from '../backend.ts'
import { type FhirAnswer, type FhirRequest, isFailure } from '../message.ts'
import type { JsonObject } from '../resource.ts'
import { handle } from '../router.ts'
import { readEntries, requestOf, responseEntry } from './entries.ts'

/** Each entry on its own, each with its own status, in order (http.html#brules). */
export function batch(request: FhirRequest, bundle: JsonObject, backend: Backend): FhirAnswer {
  const entries = readEntries(bundle)
  if (isFailure(entries)) return entries
  const entry = entries.map((one) => responseEntry(handle(requestOf(one, request), backend), request.base))
  return { status: 200, headers: {}, body: { resourceType: 'Bundle', type: 'batch-response', entry } }
}
