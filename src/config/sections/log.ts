import { z } from 'zod'

/** `log:` what the gateway says of itself; never patient data. */
export const logSchema = z
  .strictObject({
    level: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
      .prefault('info')
      .describe('Least important level that is written.'),
    format: z.enum(['json', 'pretty']).prefault('json').describe('json for machines, pretty for people.'),
  })
  .prefault({})
