import { readStrict } from '../fhir/json/strict.ts'
import { isRefusal } from '../fhir/refusal.ts'
import { type AuthenticationFailure, fail } from './failure.ts'

/** A signed JWT that was read but not yet verified: nothing of it may be believed. */
export interface CompactJws {
  readonly token: string
  readonly header: Readonly<Record<string, unknown>>
  readonly algorithm: string
  readonly type: string | undefined
  readonly keyId: string | undefined
  readonly claims: Readonly<Record<string, unknown>>
}

const MAX_HEADER_LENGTH = 4096
const MAX_KEY_ID_LENGTH = 256
/** Deeper than any claim of SMART, IUA or the usual issuers. */
const MAX_DEPTH = 16
/** Extensions that change what is signed or how it is read (RFC 7515 §4.1.11, RFC 7797, RFC 7516 §4.1.3): none is understood here. */
const UNSUPPORTED = ['crit', 'b64', 'zip']

/**
 * Reads a JWS in compact form (RFC 7515 §7.1) whose payload is a JWT claims set (RFC 7519 §7.2), before any cryptography:
 * strict base64url without padding or stray bits, strict JSON objects without repeated names (RFC 8725 §3, RFC 7519 §4).
 * Keys that the header brings along or points at (`jwk`, `jku`, `x5c`, `x5u`) are never looked at here (RFC 8725 §3.10).
 */
export function readCompactJws(token: string): CompactJws | AuthenticationFailure {
  const parts = token.split('.', 6)
  if (parts.length === 5) return fail('TOKEN_ENCRYPTED', 'five parts: a JWE')
  if (parts.length !== 3) return fail('TOKEN_MALFORMED', 'not three parts')
  if (parts[0]!.length > MAX_HEADER_LENGTH) return fail('TOKEN_MALFORMED', 'the header is too long')
  if (decode(parts[2]!) === undefined) return fail('TOKEN_MALFORMED', 'the signature is not base64url')

  const header = readObject(parts[0]!)
  if (header === undefined) return fail('TOKEN_MALFORMED', 'the header is not a strict JSON object')
  const { alg, typ, kid } = header
  const unsupported = UNSUPPORTED.find((name) => header[name] !== undefined)
  if (unsupported !== undefined) return fail('HEADER_UNSUPPORTED', `header ${unsupported}`)
  if (typeof alg !== 'string') return fail('TOKEN_MALFORMED', 'header alg is not a string')
  if (typ !== undefined && typeof typ !== 'string') return fail('TOKEN_MALFORMED', 'header typ is not a string')
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > MAX_KEY_ID_LENGTH)) {
    return fail('TOKEN_MALFORMED', 'header kid is not a short string')
  }

  const claims = readObject(parts[1]!)
  if (claims === undefined) return fail('TOKEN_MALFORMED', 'the payload is not a strict JSON object')
  return { token, header, algorithm: alg, type: typ, keyId: kid, claims }
}

function readObject(part: string): Record<string, unknown> | undefined {
  const bytes = decode(part)
  if (bytes === undefined) return undefined
  const body = readStrict(bytes, { depth: MAX_DEPTH })
  return isRefusal(body) ? undefined : (body.value as Record<string, unknown>)
}

/** Node's decoder forgives foreign characters, padding and stray bits; only the one canonical spelling survives being written back. */
function decode(part: string): Buffer | undefined {
  if (part === '') return undefined
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}
