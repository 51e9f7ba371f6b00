import { z } from 'zod'
import { count } from '../fields/text.ts'

const rps = z
  .number({ error: 'a number of requests per second above 0' })
  .gt(0, { error: 'a number of requests per second above 0' })
  .max(1_000_000)
  .describe('Requests per second in the long run.')

const burst = count({ min: 1, max: 1_000_000 })
  .describe('Requests that may come at once; absent = as many as in a second.')
  .optional()

/** `rateLimit:` how much a caller may ask for. */
export const rateLimitSchema = z
  .strictObject({
    default: z
      .strictObject({
        rps,
        burst,
        key: z.enum(['client', 'user', 'client+user', 'address']).prefault('client').describe('Who shares one limit.'),
      })
      .transform(withBurst)
      .optional()
      .describe('For callers with a token; absent = no limit.'),
    unauthenticated: z
      .strictObject({
        rps,
        burst,
        key: z.literal('address').prefault('address').describe('Before a token is read, only the address is known.'),
      })
      .transform(withBurst)
      .optional()
      .describe('For requests before their token is verified; absent = no limit.'),
  })
  .prefault({})

/** As the limits of a policy are read. */
function withBurst<L extends { rps: number; burst?: number | undefined }>(limit: L): L & { burst: number } {
  return { ...limit, burst: limit.burst ?? Math.max(1, Math.ceil(limit.rps)) }
}
