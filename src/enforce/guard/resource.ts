import type { UpstreamBody } from '../../upstream/body.ts'
import { BrokenBody, isUpstreamFailure } from '../../upstream/failure.ts'
import { AnswerError } from '../bundle/error.ts'
import { idOf, type ResourceBytes, readTopLevel } from '../bundle/top-level.ts'
import { answerLimits } from './limits.ts'

/**
 * Reads an answer that is one resource, whole. Undefined when it is empty, as after a write with `return=minimal`.
 *
 * @throws AnswerError when it is no resource or too large, BrokenBody when it was cut.
 */
export async function readResource(body: UpstreamBody): Promise<ResourceBytes | undefined> {
  const bytes = await body.whole(answerLimits.entryBytes)
  if (bytes === 'too-large') throw new AnswerError('too-large', 'a resource')
  if (isUpstreamFailure(bytes)) throw new BrokenBody(bytes)
  return bytes.length === 0 ? undefined : readTopLevel(bytes, answerLimits)
}

/** Whether it is the resource that was asked for: an answer with another one is no answer. */
export function isNamed(resource: ResourceBytes, type: string, id: string): boolean {
  return resource.resourceType === type && idOf(resource) === id
}
