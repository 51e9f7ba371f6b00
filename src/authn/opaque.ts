/**
 * Whether a token tells nothing by itself, so that only its issuer can say what it is: neither a JWS nor a JWE in compact
 * form (RFC 7515 §7.1, RFC 7516 §7.1), whose first part is always a JSON object. Encrypted tokens are not read here, and
 * are not handed on either.
 */
export function isOpaque(token: string): boolean {
  const parts = token.split('.', 6)
  if (parts.length === 5) return false
  return parts.length !== 3 || Buffer.from(parts[0]!.slice(0, 4), 'base64url')[0] !== 0x7b
}
