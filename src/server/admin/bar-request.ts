import { readAddress } from '../../bars/address.ts'
import { parseDuration } from '../../config/fields/duration.ts'
import type { Bar, BarKind } from '../../store/store.ts'

/** What a bar is about. */
export type BarPlace = Pick<Bar, 'kind' | 'value'>

/** Milliseconds: as long as the longest token that is to be expected. */
const DEFAULT_LIFE = 24 * 60 * 60 * 1000
const MAX_LIFE = 10 * 366 * DEFAULT_LIFE
const MAX_VALUE = 1024
const MAX_REASON = 200

/** RFC 3339 §5.6. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i
const TIME_FORM = 'a point in time such as 2026-01-31T12:00:00Z'
const KEYS = ['for', 'until', 'issuedBefore', 'reason']

/** The value of a path, in the one spelling by which it is stored. */
export function readBarValue(kind: BarKind, value: string): BarPlace | { readonly expected: string } {
  if (value.length > MAX_VALUE || !isPlainText(value)) {
    return { expected: `1 to ${MAX_VALUE} characters, none of them a control character` }
  }
  if (kind === 'address') {
    const address = readAddress(value)
    return address === undefined
      ? { expected: 'an IP address, or a network such as 192.0.2.0/24' }
      : { kind, value: address }
  }
  if ((kind === 'user' || kind === 'sub') && /^\||\|$/.test(value)) {
    return { expected: 'a subject, or issuer|subject with | sent as %7C' }
  }
  return { kind, value }
}

/**
 * The bar that a body asks for: `{ "for": "1h" }` or `{ "until": … }`, `issuedBefore`, `reason`; all may be left out.
 *
 * @param now milliseconds since the epoch
 */
export function readBarRequest(
  place: BarPlace,
  body: unknown,
  now: number,
): Bar | { readonly error: string; readonly expected: string } {
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
    return { error: 'the body is not an object', expected: 'a JSON object, or no body' }
  }
  const { for: life, until: end, issuedBefore, reason, ...unknown } = (body ?? {}) as Record<string, unknown>
  if (Object.keys(unknown).length > 0) return { error: 'the body has an unknown key', expected: KEYS.join(', ') }
  if (life !== undefined && end !== undefined) return { error: 'for and until are both given', expected: 'one of them' }
  const until = endOf(life, end, now)
  if (until === undefined || until <= now || until > now + MAX_LIFE) {
    return life === undefined
      ? { error: 'until is not valid', expected: `${TIME_FORM}, in the future and within ten years` }
      : { error: 'for is not valid', expected: 'a duration such as 30m, 1h or 24h, of at most ten years' }
  }
  const before = issuedBefore === undefined ? undefined : timeOf(issuedBefore)
  if (issuedBefore !== undefined && before === undefined)
    return { error: 'issuedBefore is not valid', expected: TIME_FORM }
  if (before !== undefined && place.kind === 'address') {
    return { error: 'issuedBefore cannot be used for addresses', expected: 'for, until and reason only' }
  }
  if (reason !== undefined && (typeof reason !== 'string' || reason.length > MAX_REASON || !isPlainText(reason))) {
    return { error: 'reason is not valid', expected: `a text of 1 to ${MAX_REASON} characters, on one line` }
  }
  return {
    ...place,
    until,
    ...(before !== undefined && { issuedBefore: before / 1000 }),
    ...(reason !== undefined && { reason }),
  }
}

function endOf(life: unknown, end: unknown, now: number): number | undefined {
  if (end !== undefined) return timeOf(end)
  if (life === undefined) return now + DEFAULT_LIFE
  const milliseconds = typeof life === 'string' ? parseDuration(life) : undefined
  return milliseconds === undefined ? undefined : now + milliseconds
}

/** Milliseconds since the epoch, whole. */
function timeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !TIME.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

function isPlainText(text: string): boolean {
  return text !== '' && !/\p{Cc}/u.test(text)
}
