import { z } from 'zod'

/** Asymmetric signatures only: a shared HMAC key would let any holder mint tokens, and `none` proves nothing (RFC 8725 §3.1). */
export const algorithms = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const

const TYPE = 'a token type such as at+jwt'

export const algorithmsSchema = z
  .array(z.enum(algorithms))
  .min(1)
  .optional()
  .describe('Accepted signature algorithms; absent = by the preset, else RS256, RS384, ES256 and ES384.')

export const tokenTypesSchema = z
  .array(z.string({ error: TYPE }).regex(/^[A-Za-z0-9+./-]{1,64}$/, { error: TYPE }))
  .min(1)
  .optional()
  .describe(
    'Accepted header typ; add JWT for an issuer that does not follow RFC 9068, absent for one that writes none. Absent = by the preset, else at+jwt.',
  )
