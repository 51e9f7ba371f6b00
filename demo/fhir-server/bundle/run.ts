import type { Backend } from '../backend.ts'
import { type FhirAnswer, type FhirRequest, failure } from '../message.ts'
import { isResource } from '../resource.ts'
import { batch } from './batch.ts'
import { transaction } from './transaction.ts'

/** Answers a Bundle posted to the base (http.html#transaction). */
export function runBundle(request: FhirRequest, backend: Backend): FhirAnswer {
  const { body } = request
  if (!isResource(body) || body.resourceType !== 'Bundle')
    return failure(400, 'structure', 'Only a Bundle can be posted to the base')
  if (body.type === 'batch') return batch(request, body, backend)
  if (body.type === 'transaction') return transaction(request, body, backend)
  return failure(400, 'not-supported', `Bundle type "${body.type}" is not processed`)
}
