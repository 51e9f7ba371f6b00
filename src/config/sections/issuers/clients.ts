import { z } from 'zod'
import { duration } from '../../fields/duration.ts'

const CLIENT = 'a map of client ids to what their tokens must fulfil'

/** `issuers[].clients`: what is asked of the tokens of single clients, beyond what is asked of all. */
export const clientsSchema = z
  .record(
    z.string().regex(/^[^\u0000-\u001f\u007f]{1,512}$/, { error: 'a client id' }),
    z.strictObject({
      maxLifetime: duration({ min: '1s', max: '24h' }).optional().describe('Longest life of its tokens, exp − iat.'),
      requireBinding: z.boolean().optional().describe('Accepts only DPoP- or certificate-bound tokens from it.'),
    }),
    { error: CLIENT },
  )
  .prefault({})
  .describe('By client id: what its tokens must fulfil in addition.')
