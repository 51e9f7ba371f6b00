import { type AuthenticationFailure, fail } from './failure.ts'

/** A well-formed but wholly unchecked access token. */
export interface BearerToken {
  readonly token: string
}

/** An access token as it came with a request. */
export interface PresentedToken extends BearerToken {
  /** `dpop`: the caller means to prove that it holds the token's key (RFC 9449 §7.1). */
  readonly scheme: 'bearer' | 'dpop'
}

/** Room for SMART tokens with many granular scopes; more than this no honest issuer sends. Characters, which here are bytes. */
export const MAX_TOKEN_LENGTH = 16 * 1024

/** A scheme, and either a token68 or other credentials (RFC 9110 §11.4), told apart in one look. */
const CREDENTIALS = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?: (?:([A-Za-z0-9\-._~+/]+=*)|[\x21-\x7e][\x20-\x7e]*))?$/

/**
 * Reads the access token of a request: `Authorization: Bearer <token68>` or `DPoP <token68>`, once, and nowhere else
 * (RFC 6750 §2.1, §3.1; RFC 9449 §7.1; RFC 9700 §4.3.2).
 *
 * @param rawHeaders names and values in turn, as they came (Node's `rawHeaders`): the parsed map hides a second Authorization header.
 * @param rawQuery what follows the first `?` of the target, undecoded; empty when there is none.
 */
export function readBearer(rawHeaders: readonly string[], rawQuery: string): PresentedToken | AuthenticationFailure {
  if (hasAccessToken(rawQuery)) return fail('TOKEN_IN_QUERY', 'access_token parameter in the query')
  let authorization: string | undefined
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    if (name.length !== 13 || name.toLowerCase() !== 'authorization') continue
    if (authorization !== undefined) return fail('AUTHORIZATION_REPEATED', 'more than one Authorization header')
    authorization = rawHeaders[i + 1]!
  }
  if (authorization === undefined) return fail('CREDENTIALS_MISSING', 'no Authorization header')
  if (authorization.length > MAX_TOKEN_LENGTH + 'Bearer '.length) return fail('TOKEN_TOO_LARGE', 'Authorization header')

  const [, name, token] = CREDENTIALS.exec(authorization) ?? []
  if (name === undefined) return fail('AUTHORIZATION_MALFORMED', 'not a scheme, one space and credentials')
  const scheme = name.toLowerCase()
  if (scheme !== 'bearer' && scheme !== 'dpop') return fail('SCHEME_UNSUPPORTED', 'a scheme other than Bearer and DPoP')
  if (token === undefined) return fail('AUTHORIZATION_MALFORMED', 'the token is not token68')
  return { token, scheme }
}

/** Whether some reader of this query could find an `access_token` parameter: percent escapes, letter case and further `?` are undone. */
function hasAccessToken(rawQuery: string): boolean {
  if (!/token|%/i.test(rawQuery)) return false
  return rawQuery.split(/[&;]/).some((pair) => /^[?\s]*access_token\s*$/i.test(unescaped(pair.split('=', 1)[0]!)))
}

function unescaped(name: string): string {
  return name
    .replace(/\+/g, ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
