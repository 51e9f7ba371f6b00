import type { ReadInteraction, VreadInteraction } from '../../fhir/interaction.ts'
import type { LiteralReference } from '../../fhir/reference.ts'
import type { WrittenRequest } from '../../fhir/write/request.ts'
import type { ClientMessage } from '../../message.ts'
import type { RoadParts } from '../parts.ts'
import { gatewayHeaders } from './gateway-headers.ts'

/** The read of what a reference names, or the vread where it names a version. */
export function readOf({ type, id, versionId }: LiteralReference): ReadInteraction | VreadInteraction {
  const read = { type, id, controls: [], head: false, prefer: {}, preconditions: {} } as const
  return versionId === undefined ? { kind: 'read', ...read } : { kind: 'vread', versionId, ...read }
}

/** Sends a request upstream with the gateway's own headers, for as long as the client waits. */
export function lookUp(
  request: WrittenRequest,
  message: ClientMessage,
  parts: Pick<RoadParts, 'upstream' | 'publicUrl'>,
) {
  const headers = gatewayHeaders(request.headers, message, parts.publicUrl)
  return parts.upstream.send({ ...request, headers }, message.presence)
}
