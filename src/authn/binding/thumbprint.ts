import { hash } from 'node:crypto'

/** The members that make a key, in the order in which they are hashed (RFC 7638 §3.2, RFC 8037 §2). */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
}

/**
 * The SHA-256 thumbprint of a public key in base64url (RFC 7638 §3).
 *
 * @returns undefined for a key of a type that no allowed algorithm uses, or that lacks a member.
 */
export function thumbprintOf(jwk: Readonly<Record<string, unknown>>): string | undefined {
  const { kty } = jwk
  const names = typeof kty === 'string' && Object.hasOwn(REQUIRED, kty) ? REQUIRED[kty]! : undefined
  if (names === undefined || names.some((name) => typeof jwk[name] !== 'string')) return undefined
  return hash('sha256', JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]]))), 'base64url')
}
