import { authorize } from '../../authorize/authorize.ts'
import { AnswerError } from '../../enforce/bundle/error.ts'
import { inspect, isHidden } from '../../enforce/inspect.ts'
import type { LiteralReference } from '../../fhir/reference.ts'
import type { WrittenRequest } from '../../fhir/write/request.ts'
import type { ClientMessage } from '../../message.ts'
import { patientOf } from '../../scopes/grants.ts'
import type { Principal } from '../../scopes/principal.ts'
import { scopeContexts } from '../../scopes/scope.ts'
import { BrokenBody, isUpstreamFailure } from '../../upstream/failure.ts'
import { circumstancesOf } from '../circumstances.ts'
import { lookUp, readOf } from '../forward/look-up.ts'
import { upstreamRequest } from '../forward/upstream-request.ts'
import type { RoadParts } from '../parts.ts'

/**
 * Which of these resources the caller sees, as `Type/id`: each is read as the caller would read it, decided and judged
 * by the same functions, and its bytes are dropped. What is hidden, deleted or cannot be had is not seen; one that is
 * named in several versions is seen when every one of them is.
 */
export async function seenOf(
  targets: readonly LiteralReference[],
  message: ClientMessage,
  principal: Principal,
  parts: RoadParts,
): Promise<ReadonlySet<string>> {
  // The patient whose record it is is known to be the caller's.
  const own = new Set(scopeContexts.map((context) => patientOf(principal.grants, context)))
  const isOwn = ({ type, id }: LiteralReference) => type === 'Patient' && own.has(id)
  const unknown = targets.filter((target) => !isOwn(target))
  const asked = new Map(unknown.map((target) => [JSON.stringify(target), target]))
  const found = await Promise.all(
    [...asked.values()].map(async (target) => ({
      name: `${target.type}/${target.id}`,
      isSeen: await sees(target, message, principal, parts),
    })),
  )
  const unseen = new Set(found.filter(({ isSeen }) => !isSeen).map(({ name }) => name))
  const known = targets.filter(isOwn).map(({ type, id }) => `${type}/${id}`)
  return new Set([...known, ...found.map(({ name }) => name).filter((name) => !unseen.has(name))])
}

async function sees(
  target: LiteralReference,
  message: ClientMessage,
  principal: Principal,
  parts: RoadParts,
): Promise<boolean> {
  if (!parts.authority.definitions.isResourceType(target.type)) return false
  const permit = authorize(readOf(target), principal, parts.authority, circumstancesOf(message, parts))
  if (permit.effect === 'deny') return false
  const request = upstreamRequest(permit) as WrittenRequest
  const response = await lookUp(request, message, parts)
  if (isUpstreamFailure(response)) return false
  if (response.status !== 200) {
    response.body.destroy()
    return false
  }
  const { links, base, authority } = parts
  const count = { passed: 0, removed: 0 }
  const inspection = { links, base, authority, count, grants: principal.grants, self: '', pageLink: () => undefined }
  try {
    return !isHidden(await inspect(response, permit, inspection))
  } catch (error) {
    if (error instanceof BrokenBody || error instanceof AnswerError) return false
    throw error
  }
}
