import type { RefusalCode } from '../fhir/refusal.ts'
import type { ServerSettings } from './settings.ts'

/**
 * Whether the request's head is within `server.limits`, counted on what was sent. Node's own count limit is off
 * because it drops what is above it without a word, and an `Authorization` sent late would be gone.
 */
export function oversized(
  target: string,
  rawHeaders: readonly string[],
  limits: ServerSettings['limits'],
): RefusalCode | undefined {
  if (target.length > limits.url) return 'TARGET_TOO_LONG'
  if (rawHeaders.length > limits.headerCount * 2) return 'TOO_MANY_HEADERS'
  let bytes = 0
  for (const text of rawHeaders) bytes += text.length
  return bytes > limits.headers ? 'TOO_MANY_HEADERS' : undefined
}
