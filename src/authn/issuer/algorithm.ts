/** What a JWK must be to verify one JWS algorithm (RFC 7518 §3.1, §6; RFC 8037 §2). */
interface KeyShape {
  readonly kty: 'RSA' | 'EC' | 'OKP'
  readonly crv?: string
}

/**
 * The signature algorithms that can be allowed for an issuer. Public keys only: with `none` or HS*, what is published
 * for checking would be enough for forging (RFC 8725 §3.1, §3.2).
 */
export const algorithms = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  PS384: { kty: 'RSA' },
  PS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
} as const satisfies Record<string, KeyShape>

export type Algorithm = keyof typeof algorithms

/** The shape of keys for `algorithm`; undefined for one that is never allowed. */
export function keyShape(algorithm: string): KeyShape | undefined {
  return Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm as Algorithm] : undefined
}
