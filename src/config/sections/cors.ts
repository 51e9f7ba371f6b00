import { z } from 'zod'
import { duration } from '../fields/duration.ts'
import { origin } from '../fields/url.ts'

/** `cors:` which web pages may call. */
export const corsSchema = z
  .strictObject({
    origins: z
      .array(origin())
      .max(1000)
      .prefault([])
      .describe('Exact origins of browser apps; empty = no CORS headers.'),
    maxAge: duration({ min: '0s' }).prefault('10m').describe('How long browsers may keep a preflight answer.'),
  })
  .prefault({})
