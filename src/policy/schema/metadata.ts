import { z } from 'zod'
import { line, written } from './text.ts'

/** `metadata:` what the policy is called. */
export const metadataSchema = z
  .strictObject({
    name: written(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a name such as hospital-policy')
      .prefault('default')
      .describe('Name of the policy, as decisions and logs give it.'),
    version: z
      .string({ error: 'text such as "1.0"; a number needs quotes' })
      .regex(/^[\x21-\x7e]{1,64}$/, { error: 'text such as "1.0"' })
      .optional()
      .describe('Its version, as decisions and logs give it.'),
    owner: line('who is responsible for it').optional().describe('Who is responsible for it.'),
    description: line('a sentence').optional().describe('What it is for.'),
  })
  .prefault({})
