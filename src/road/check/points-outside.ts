import { covers } from '../../authorize/confine/covers.ts'
import { pointersOf } from '../../authorize/confine/pointers.ts'
import { answerLimits } from '../../enforce/guard/limits.ts'
import { readStrict } from '../../fhir/json/strict.ts'
import type { LiteralReference } from '../../fhir/reference.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import { writeRequest } from '../../fhir/write/request.ts'
import type { ClientMessage } from '../../message.ts'
import { patientOf } from '../../scopes/grants.ts'
import type { Principal } from '../../scopes/principal.ts'
import type { ScopeContext } from '../../scopes/scope.ts'
import { isUpstreamFailure } from '../../upstream/failure.ts'
import { lookUp, readOf } from '../forward/look-up.ts'
import type { RoadParts } from '../parts.ts'

/** How many new pointers a record may be written with: each of them is a question to the upstream. */
const MOST_POINTERS = 64

/**
 * Whether a record that is to be written for one patient points to anything that its caller may not see, beyond what the
 * stored version already pointed to. Records of others, records that no scope covers and records that do not exist all count the
 * same, so a server that refuses dangling references (http.html#integrity) is never asked and cannot reveal which is which.
 */
export async function pointsOutside(
  written: unknown,
  stored: unknown,
  context: ScopeContext,
  principal: Principal,
  message: ClientMessage,
  parts: RoadParts,
): Promise<boolean> {
  const known = pointersOf(stored, parts.authority)
  const added = [...pointersOf(written, parts.authority)].filter(([name]) => !known.has(name))
  if (added.length > MOST_POINTERS) return true
  for (const [, pointer] of added) if (!(await isSeen(pointer, context, principal, message, parts))) return true
  return false
}

async function isSeen(
  pointer: LiteralReference,
  context: ScopeContext,
  { grants: held }: Principal,
  message: ClientMessage,
  parts: RoadParts,
): Promise<boolean> {
  const { type, id } = pointer
  if (type === 'Patient') return id === patientOf(held, context)
  const rule = parts.authority.compartment.rule(type)
  const grants = held.all(context, type, 'r')
  if (rule === undefined || rule.kind === 'closed' || grants.length === 0) return false
  const response = await lookUp(writeRequest(readOf(pointer)), message, parts)
  if (isUpstreamFailure(response)) return false
  if (response.status !== 200) {
    response.body.destroy()
    return false
  }
  const bytes = await response.body.whole(answerLimits.entryBytes)
  const json = Buffer.isBuffer(bytes) ? readStrict(bytes, answerLimits) : undefined
  if (json === undefined || isRefusal(json)) return false
  return grants.some((grant) => covers(grant, type, json.value, parts.authority))
}
