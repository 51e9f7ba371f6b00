import { type FhirAnswer, failure } from '../message.ts'
import { isResource, type Resource } from '../resource.ts'
import { applyFhirPathPatch } from './fhirpath-patch.ts'
import { applyJsonPatch } from './json-patch.ts'

/**
 * Applies a patch to a copy of the resource. The dialect is told by the body: a list is JSON Patch, Parameters is FHIRPath Patch,
 * and a Binary, as in transactions, holds a JSON Patch (http.html#jsonpatch-transaction).
 */
export function applyPatch(resource: Resource, body: unknown): Resource | FhirAnswer {
  const copy = structuredClone(resource)
  if (Array.isArray(body)) return applyJsonPatch(copy, body)
  if (!isResource(body)) return failure(400, 'structure', 'The body is no patch')
  if (body.resourceType === 'Parameters') return applyFhirPathPatch(copy, body)
  if (body.resourceType === 'Binary' && typeof body.data === 'string')
    return applyJsonPatch(copy, operationsIn(body.data))
  return failure(400, 'structure', `A ${body.resourceType} is no patch`)
}

function operationsIn(base64: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString())
  } catch {
    return undefined
  }
}
