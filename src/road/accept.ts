import { isRefusal, type Refusal } from '../fhir/refusal.ts'
import { checkRepeatedHeaders } from '../fhir/repeated-headers.ts'
import { readTarget, type Target } from '../fhir/target.ts'
import type { ClientMessage } from '../message.ts'
import type { RoadParts } from './parts.ts'

/** Reads the target, once for the whole road, and refuses ambiguous messages before anything is decided or asked. */
export function acceptTarget(
  message: Pick<ClientMessage, 'target' | 'rawHeaders'>,
  { mount, limits }: Pick<RoadParts, 'mount'> & { readonly limits: Pick<RoadParts['limits'], 'url'> },
): Target | Refusal {
  const target = readTarget(message.target, mount, limits.url)
  if (isRefusal(target)) return target
  return checkRepeatedHeaders(message.rawHeaders) ?? target
}

/** `GET [base]/.well-known/smart-configuration` (SMART App Launch 2.2, conformance); answered by the gateway itself. */
export function isDiscovery({ segments }: Target): boolean {
  return segments.length === 2 && segments[0] === '.well-known' && segments[1] === 'smart-configuration'
}

/** The paths that need no token, and are the same for everyone: `metadata` and the SMART configuration. */
export function isOpenPath({ method }: Pick<ClientMessage, 'method'>, target: Target): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return isDiscovery(target) || (target.segments.length === 1 && target.segments[0] === 'metadata')
}
