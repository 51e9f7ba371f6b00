import type { Confirmation } from '../../scopes/principal.ts'

/** SHA-256 in base64url without padding; the last character has two bits that must be zero. */
const THUMBPRINT = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/**
 * Reads the claim `cnf` (RFC 7800 §3.1): the thumbprint of a DPoP key (RFC 9449 §6.1), of a certificate (RFC 8705 §3.1), or both.
 * Members that are not understood are ignored beside one that is; a token with none that is cannot be proven, and so not used.
 *
 * @returns undefined for a token that is not bound, `invalid` for one that is in no way understood here.
 */
export function readConfirmation(cnf: unknown): Confirmation | 'invalid' | undefined {
  if (cnf === undefined) return undefined
  if (typeof cnf !== 'object' || cnf === null || Array.isArray(cnf)) return 'invalid'
  const { jkt, 'x5t#S256': x5tS256 } = cnf as Readonly<Record<string, unknown>>
  if (jkt === undefined && x5tS256 === undefined) return 'invalid'
  if (!isThumbprint(jkt) || !isThumbprint(x5tS256)) return 'invalid'
  return { ...(jkt !== undefined && { jkt }), ...(x5tS256 !== undefined && { x5tS256 }) }
}

function isThumbprint(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && THUMBPRINT.test(value))
}
