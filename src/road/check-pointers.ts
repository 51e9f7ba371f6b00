import { covers } from '../authorize/confine/covers.ts'
import { pointersOf } from '../authorize/confine/pointers.ts'
import { answerLimits } from '../enforce/guard/limits.ts'
import { readStrict } from '../fhir/json/strict.ts'
import type { LiteralReference } from '../fhir/reference.ts'
import { isRefusal } from '../fhir/refusal.ts'
import { writeRequest } from '../fhir/write/request.ts'
import type { ClientMessage } from '../message.ts'
import type { Principal } from '../scopes/principal.ts'
import { isUpstreamFailure } from '../upstream/failure.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import type { RoadParts } from './parts.ts'

/** How many new pointers a record may be written with: each of them is a question to the upstream. */
const MOST_POINTERS = 64

/**
 * Whether a record that is to be written for one patient points to anything that its caller may not see, beyond what the
 * stored version pointed to already. What is another's, what no scope covers and what is not there are the same here, so that a server that
 * refuses dangling references (http.html#integrity) is not asked, and does not tell them apart.
 */
export async function pointsAside(
  written: unknown,
  stored: unknown,
  principal: Principal,
  message: ClientMessage,
  parts: RoadParts,
): Promise<boolean> {
  const known = pointersOf(stored, parts.authority)
  const added = [...pointersOf(written, parts.authority)].filter(([name]) => !known.has(name))
  if (added.length > MOST_POINTERS) return true
  for (const [, pointer] of added) if (!(await isSeen(pointer, principal, message, parts))) return true
  return false
}

async function isSeen(
  { type, id, versionId }: LiteralReference,
  principal: Principal,
  message: ClientMessage,
  parts: RoadParts,
): Promise<boolean> {
  if (type === 'Patient') return id === principal.patient
  const rule = parts.authority.compartment.rule(type)
  const grants = principal.grants.all('patient', type, 'r')
  if (rule === undefined || rule.kind === 'closed' || grants.length === 0) return false
  const read = { type, id, controls: [], head: false, prefer: {}, preconditions: {} } as const
  const request = writeRequest(
    versionId === undefined ? { ...read, kind: 'read' } : { ...read, kind: 'vread', versionId },
  )
  const headers = { ...request.headers, ...gatewayHeaders(message, parts.publicUrl) }
  const response = await parts.upstream.send({ ...request, headers }, message.signal)
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
