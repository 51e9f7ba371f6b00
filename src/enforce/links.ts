import { areBytesAt } from '../fhir/json/compare.ts'
import type { Span } from '../fhir/json/scan.ts'
import type { Edit } from '../fhir/json/splice.ts'

/** Makes addresses of the upstream ours. */
export interface PublicLinks {
  /** The base that clients use, without a slash at the end. */
  readonly publicUrl: string
  /**
   * The address under the public base that stands for `url`; a relative one (`Patient/1`) stays as it is.
   * `undefined` if it is foreign: it leads elsewhere, is no http address, or could be taken for another by another reader.
   */
  toPublic(url: string): string | undefined
  /**
   * What makes a JSON string ours whose text is nothing but the upstream's base and plain segments below it: only the base
   * changes. Undefined for any other, of which `toPublic` knows.
   */
  rebased(bytes: Buffer, span: Span): Edit | undefined
}

interface Base {
  readonly origin: string
  /** Without a slash at the end; empty for the root. */
  readonly path: string
}

/**
 * Knows an address by its origin and the segments of its path, as the URL standard reads them, never by the text it begins with.
 *
 * @param publicUrl the base that clients use.
 * @param upstreamBases all bases under which the upstream may speak of itself: its own first, which addresses without
 * host are taken to be of, then what it makes of the forwarded headers.
 * @throws TypeError if a base is not an http(s) URL without user, query and fragment.
 */
export function createPublicLinks(publicUrl: string, upstreamBases: readonly [string, ...string[]]): PublicLinks {
  const target = baseOf(publicUrl)
  const upstream = baseOf(upstreamBases[0])
  // Where one base lies below another (`/` and `/fhir`), the longest that fits says what is beneath it.
  const known = [target, ...upstreamBases.map(baseOf)].sort((a, b) => b.path.length - a.path.length)
  const base = target.origin + target.path
  // Below it nothing is another base's, so that the text alone tells.
  const holdsAnother = known.some((each) => each.path !== upstream.path && isBelow(upstream.path, each.path))
  const own = Buffer.from(`"${upstream.origin}${upstream.path}`)
  const ours = Buffer.from(`"${base}`)
  return {
    publicUrl: base,
    toPublic(text) {
      if (isRelative(text)) return text
      const url = readAbsolute(/^\/[^/\\]/.test(text) ? upstream.origin + text : text)
      const from = url && known.find(({ origin, path }) => origin === url.origin && isBelow(path, url.pathname))
      return url && from && base + url.pathname.slice(from.path.length) + url.search + url.hash
    },
    rebased(bytes, [start, end]) {
      const path = start + own.length
      if (holdsAnother || !areBytesAt(own, bytes, start) || !isPlainPath(bytes, path, end - 1)) return undefined
      return { span: [start, path], bytes: ours }
    },
  }
}

/**
 * What nearly every entry of a searchset has, and all readers take alike: segments of letters, digits, `-`, `.` and `_`,
 * none of them empty or of dots alone.
 */
function isPlainPath(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== SLASH) return false
  let isName = true
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (isOfName[byte] === 1) isName = true
    else if (byte === SLASH && isName) isName = false
    else if (byte !== DOT) return false
  }
  return isName
}

const SLASH = 0x2f
const DOT = 0x2e
const isOfName = Uint8Array.from({ length: 256 }, (_, code) => Number(/[A-Za-z0-9\-_]/.test(String.fromCharCode(code))))

/** FHIR's own relative forms (references.html#literal): they begin with a type or an operation, and climb nowhere. */
function isRelative(text: string): boolean {
  return /^[A-Za-z$][A-Za-z0-9\-._$/]*(?:\?[!-~]*)?$/.test(text) && !isAmbiguous(text)
}

/** An absolute http URL that every reader takes alike: printable ASCII, no user, no backslash. */
function readAbsolute(text: string): URL | undefined {
  if (!/^https?:\/\/[A-Za-z0-9.\-_:[\]]+(?:[/?#][!-[\]-~]*)?$/i.test(text) || isAmbiguous(text)) return undefined
  return URL.canParse(text) ? new URL(text) : undefined
}

/** Dot segments and escaped separators: where they lead depends on who resolves them, and when. */
function isAmbiguous(text: string): boolean {
  const path = text.split(/[?#]/, 1)[0]!
  return /%(?:2f|5c|25)/i.test(path) || /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path)
}

function isBelow(base: string, path: string): boolean {
  return path === base || path.startsWith(`${base}/`)
}

function baseOf(text: string): Base {
  const url = new URL(text)
  const extras = url.username + url.password + url.search + url.hash
  if (!/^https?:$/.test(url.protocol) || extras !== '') {
    throw new TypeError('a base must be an http(s) URL without user, query and fragment')
  }
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') }
}
