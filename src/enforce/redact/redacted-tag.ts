import { createHash } from 'node:crypto'

const OURS = /^(?:W\/)?"[^"]*\.redacted-[0-9a-f]{16}"$/

/**
 * The entity tag of a representation that the upstream does not have: weak, and another one for every version and every
 * redaction of it (RFC 9110 §8.8.1).
 *
 * @param tag the upstream's, of the whole resource.
 */
export function redactedTag(tag: string, bytes: Buffer): string {
  const version = tag.replace(/^(?:W\/)?"(.*)"$/, '$1')
  return `W/"${version}.redacted-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`
}

/** Whether a tag is of a redacted representation: the upstream has none such, and must not be asked for it. */
export function isRedactedTag(tag: string): boolean {
  return OURS.test(tag)
}
