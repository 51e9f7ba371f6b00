import { type Refusal, refuse } from './refusal.ts'

/** A request target after its one and only decoding. */
export interface Target {
  /** Path segments below the mount, each `[A-Za-z0-9._$-]+` or `*`; one trailing slash is folded away (http.html#root). */
  readonly segments: readonly string[]
  /** The raw query, without `?`; decoded by `readForm`. */
  readonly query: string
}

const originForm = /^\/[\x21-\x22\x24-\x7e]*$/
const segmentText = /^(?:[A-Za-z0-9\-._$]{1,128}|\*)$/

/**
 * Reads an origin-form target (RFC 9112 §3.2.1) below `mount` (its decoded segments).
 *
 * INVARIANT: a segment that passes consists of characters that no decoding, normalising or case rule changes, and is
 * never dots alone, so writing the segments back into a URL gives every upstream the same path that was decided on.
 * Anything else (`%2F`, `;`, `\`, `//`, `..`, double encoding, control characters, `#`) is refused.
 */
export function readTarget(raw: string, mount: readonly string[], maxLength: number): Target | Refusal {
  if (raw.length > maxLength) return refuse('TARGET_TOO_LONG', `${raw.length} bytes; at most ${maxLength}`)
  if (!originForm.test(raw)) return refuse('TARGET_MALFORMED', 'not in origin form, or not plain ASCII')
  const cut = raw.indexOf('?')
  const path = cut < 0 ? raw : raw.slice(0, cut)
  const segments = readSegments(path.slice(1))
  if (isMalformed(segments)) return segments
  if (!startsWith(segments, mount)) return refuse('PATH_UNKNOWN', 'outside the FHIR base')
  return { segments: segments.slice(mount.length), query: cut < 0 ? '' : raw.slice(cut + 1) }
}

/** Splits and decodes a path that does not begin with a slash, as in `Bundle.entry.request.url`. */
export function readSegments(path: string): readonly string[] | Refusal {
  if (path === '') return []
  const raw = (path.endsWith('/') ? path.slice(0, -1) : path).split('/')
  const segments: string[] = []
  for (const part of raw) {
    const segment = part.includes('%') ? decodeSegment(part) : part
    if (segment === undefined || !segmentText.test(segment) || /^\.+$/.test(segment)) {
      return refuse('TARGET_MALFORMED', 'a path segment with characters that do not belong in a FHIR path')
    }
    segments.push(segment)
  }
  return segments
}

function decodeSegment(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

function isMalformed(value: readonly string[] | Refusal): value is Refusal {
  return !Array.isArray(value)
}

function startsWith(segments: readonly string[], mount: readonly string[]): boolean {
  return mount.every((part, index) => segments[index] === part)
}
