import { z } from 'zod'
import { secret } from '../fields/reference.ts'
import { text } from '../fields/text.ts'

/** Members of a decision's line that a site may want to keep to itself. */
const maskable = ['client', 'userHmac', 'roles', 'scope', 'obligations', 'counts', 'shadow'] as const

/** `log.decisions:` one line for each decision; a denial always has one. */
export const decisionLogSchema = z
  .strictObject({
    write: z
      .enum(['denials', 'all'])
      .prefault('denials')
      .describe('denials: also where a shadow differs; all: permits too.'),
    file: text('the path of a file')
      .transform((path) => ({ reference: 'directory' as const, path }))
      .optional()
      .describe('File that lines are added to; absent = standard output, among the other records.'),
    userKey: secret({ least: 16 })
      .optional()
      .describe(
        'Key of the HMAC that stands for the user, of 16 characters or more; absent = nothing stands for the user.',
      ),
    mask: z
      .array(z.enum(maskable))
      .max(maskable.length)
      .prefault([])
      .describe('Members that are left out: client, userHmac, roles, scope, obligations, counts, shadow.'),
  })
  .prefault({})
