import { z } from 'zod'
import type { LimitKey } from '../language.ts'
import { isFaultless, named, positive } from './text.ts'

const limitKeys = ['client', 'user', 'client+user', 'address', 'tenant'] as const satisfies readonly LimitKey[]

/** What a caller may use; what is absent is not limited. */
export const limitSchema = z
  .strictObject(
    {
      rps: z
        .number({ error: 'a number of requests per second above 0' })
        .gt(0, { error: 'a number of requests per second above 0' })
        .max(1_000_000)
        .optional()
        .describe('Requests per second in the long run.'),
      burst: positive('a number of requests from 1').optional().describe('Requests that may come at once.'),
      concurrent: positive('a number of requests from 1').optional().describe('Requests in flight at the same time.'),
      perDay: positive('a number of requests from 1').optional().describe('Requests in a day.'),
      maxPageSize: positive('a number of matches from 1').optional().describe('Matches on one page of a search.'),
      maxBodyBytes: positive('a number of bytes from 1').optional().describe('Bytes of a request body.'),
      key: z.enum(limitKeys).optional().describe('Who shares the budget; client when absent.'),
    },
    { error: 'limits such as { rps: 10, burst: 20, key: client }' },
  )
  .refine(({ key, ...limits }) => Object.values(limits).some((value) => value !== undefined), {
    error: 'at least one of rps, burst, concurrent, perDay, maxPageSize or maxBodyBytes',
    params: { what: 'limits nothing' },
    when: isFaultless,
  })
  .refine(({ rps, burst }) => burst === undefined || rps !== undefined, {
    path: ['burst'],
    error: 'rps as well',
    params: { what: 'limits how many at once, but not how many per second' },
    when: isFaultless,
  })
  .meta({ id: 'Limit' })

/** `limits:` the default, and tiers that clients can have. */
export const limitsSchema = z
  .strictObject({
    default: limitSchema.optional().describe('For callers of no tier.'),
    tiers: named(limitSchema).prefault({}).describe('Limits with a name, for clients that have it as their tier.'),
  })
  .prefault({})
