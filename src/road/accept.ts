import type { DocumentName } from '../discovery/discovery.ts'
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
  const target =
    readResourceMetadataTarget(message.target, mount, limits.url) ?? readTarget(message.target, mount, limits.url)
  if (isRefusal(target)) return target
  return checkRepeatedHeaders(message.rawHeaders) ?? target
}

/**
 * RFC 9728 §3.1 puts the metadata of `https://host/fhir` at `https://host/.well-known/oauth-protected-resource/fhir`, beside
 * the base. It is read as if it lay below it.
 */
function readResourceMetadataTarget(raw: string, mount: readonly string[], maxLength: number): Target | undefined {
  if (!raw.startsWith('/.well-known/oauth-protected-resource/') || mount.length === 0) return undefined
  const target = readTarget(raw, ['.well-known', 'oauth-protected-resource', ...mount], maxLength)
  if (isRefusal(target) || target.segments.length > 0) return undefined
  return { ...target, segments: ['.well-known', 'oauth-protected-resource'] }
}

/** `GET [base]/.well-known/…`: the documents that the gateway writes itself (SMART App Launch 2.2 "Conformance", RFC 9728). */
export function documentAt({ segments }: Target): DocumentName | undefined {
  const [first, name] = segments
  if (segments.length !== 2 || first !== '.well-known') return undefined
  return name === 'smart-configuration' || name === 'oauth-protected-resource' ? name : undefined
}

/** The paths that need no token, and are the same for everyone: `metadata` and the gateway's own documents. */
export function isOpenPath({ method }: Pick<ClientMessage, 'method'>, target: Target): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return documentAt(target) !== undefined || (target.segments.length === 1 && target.segments[0] === 'metadata')
}
