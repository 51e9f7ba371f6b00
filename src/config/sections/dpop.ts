import { z } from 'zod'
import { duration } from '../fields/duration.ts'

const algorithms = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'] as const

/** `dpop:` proofs of possession (RFC 9449). They are checked wherever a token is bound to a key; nothing turns that off. */
export const dpopSchema = z
  .strictObject({
    window: duration({ min: '5s', max: '5m' })
      .prefault('60s')
      .describe('How far the iat of a proof may be from now, clock skew included.'),
    nonce: z
      .boolean()
      .prefault(false)
      .describe('Requires a nonce from the gateway in each proof; it replaces `window`.'),
    algorithms: z
      .array(z.enum([...algorithms, 'EdDSA', 'Ed25519']))
      .min(1)
      .prefault(['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519'])
      .describe('Accepted signature algorithms of proofs.'),
  })
  .prefault({})
