import { z } from 'zod'
import { decisionLogSchema } from './decision-log.ts'

/** `log:` what the gateway says of itself; never patient data. */
export const logSchema = z
  .strictObject({
    level: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
      .prefault('info')
      .describe('Least important level that is written.'),
    format: z.enum(['json', 'pretty']).prefault('json').describe('json for machines, pretty for people.'),
    decisions: decisionLogSchema.describe('What was decided and by which rules; never patient data.'),
  })
  .prefault({})
