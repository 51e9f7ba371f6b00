import { type Members, readMembers } from './json/members.ts'
import { skipSpace } from './json/scan.ts'
import { type Edit, splice } from './json/splice.ts'
import { memberOf } from './message.ts'

/** A coding of `meta.security` (security-labels.html). */
export interface SecurityLabel {
  readonly system: string | undefined
  readonly code: string
}

/** Says that a resource was changed before it was shown (v3-ObservationValue, security-labels.html#core). */
export const REDACTED: SecurityLabel = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'REDACTED',
}

/** Whether a resource (parsed JSON of any shape) says of itself that it was redacted. */
export function isRedacted(resource: unknown): boolean {
  return hasLabel(memberOf(memberOf(resource, 'meta'), 'security'), REDACTED)
}

/**
 * The resource with these labels in `meta.security`, each once; every other byte as it was.
 *
 * @param bytes one JSON object, checked before.
 * @returns undefined when `meta` or its `security` is there and of another kind.
 */
export function withLabels(bytes: Buffer, labels: readonly SecurityLabel[]): Buffer | undefined {
  const root = readMembers(bytes, skipSpace(bytes, 0), Infinity)
  if (typeof root === 'number') return undefined
  const meta = root.membersOf('meta')
  if (meta === undefined) return splice(bytes, [last(root, `"meta":{"security":${codings(labels)}}`)])
  if (typeof meta === 'number') return undefined
  const span = meta.spanOf('security')
  if (span === undefined) return splice(bytes, [last(meta, `"security":${codings(labels)}`)])
  const known: unknown = JSON.parse(bytes.subarray(...span).toString())
  if (!Array.isArray(known)) return undefined
  const missing = labels.filter((label) => !hasLabel(known, label))
  if (missing.length === 0) return bytes
  const comma = known.length > 0 ? ',' : ''
  return splice(bytes, [insertAt(span[1] - 1, comma + codings(missing).slice(1, -1))])
}

function hasLabel(security: unknown, { system, code }: SecurityLabel): boolean {
  return (
    Array.isArray(security) &&
    security.some((each) => memberOf(each, 'code') === code && memberOf(each, 'system') === system)
  )
}

function codings(labels: readonly SecurityLabel[]): string {
  return JSON.stringify(labels.map(({ system, code }) => ({ system, code })))
}

/** A member after all others of an object. */
function last({ end, names }: Members, member: string): Edit {
  return insertAt(end - 1, (names.length > 0 ? ',' : '') + member)
}

function insertAt(at: number, text: string): Edit {
  return { span: [at, at], bytes: Buffer.from(text) }
}
