/** An http URL of visible ASCII that holds nothing a URL parser would repair, and no user (RFC 3986 §2, §3.2). */
const HTTP_URL =
  /^https?:\/\/[^/?#@\\\s%]+(?:[/?#](?:[\x21\x23\x24\x26-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]|%[0-9a-f]{2})*)?$/i

/**
 * An http(s) URL without query and fragment, in the one spelling of RFC 3986 §6.2.2 and §6.2.3: scheme and host in
 * lower case, no default port, no dot segments, percent-encoding only where needed and in upper case. Reserved
 * characters stay as they are written, since `%24` and `$` are not the same there.
 *
 * @returns undefined for what is no such URL.
 */
export function normalisedTarget(url: string): string | undefined {
  if (!HTTP_URL.test(url)) return undefined
  const [target] = url.split(/[?#]/, 1)
  const written = target!.replace(/%[0-9a-f]{2}/gi, normalisedOctet)
  if (!URL.canParse(written)) return undefined
  const { origin, pathname } = new URL(written)
  return origin + pathname
}

function normalisedOctet(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
  return /[A-Za-z0-9\-._~]/.test(character) ? character : encoded.toUpperCase()
}

/**
 * The `htu` that a proof for a request must have (RFC 9449 §4.2): its path under the origin that clients use, never under
 * what `Host` says.
 *
 * @param target the request target as sent, origin form.
 */
export function expectedTarget(publicUrl: Readonly<URL>, target: string): string | undefined {
  return normalisedTarget(publicUrl.origin + target)
}
