import { z } from 'zod'
import { denialStyles } from '../denial-policy.ts'
import { conditionSchema } from './condition.ts'
import { modes } from './defaults.ts'
import { matchSchema } from './match.ts'
import { obligationSchema } from './obligation.ts'
import { line, listOf, written } from './text.ts'
import { instantSchema } from './time.ts'

/** A rule: whom and what it is about, and what it says of that. */
export const ruleSchema = z
  .strictObject(
    {
      id: written(
        /^[a-z0-9][a-z0-9-]{0,63}$/,
        'a name of lower-case letters, digits and -, such as care-read',
      ).describe('Name of the rule, unique in the whole policy.'),
      effect: z.enum(['permit', 'deny']).describe('What it says; a deny wins over every permit.'),
      description: line('a sentence').optional().describe('What it is for.'),
      reason: line('a sentence').optional().describe('Why, for logs and audit; never told to the caller.'),
      match: matchSchema.describe('Whom and what it applies to: every key given must fit.'),
      when: conditionSchema.optional().describe('A condition that must hold as well.'),
      obligations: z
        .union([listOf(obligationSchema, 'a list of obligations'), obligationSchema], {
          error: 'a list of obligations',
        })
        .optional()
        .describe('What must be done for a permit to hold; what cannot be done denies.'),
      denialStyle: z.enum(denialStyles).optional().describe('How its refusals look; absent: as denial says.'),
      mode: z.enum(modes).optional().describe('shadow: reported without effect; off: as if it were not there.'),
      notBefore: instantSchema.optional().describe('When it begins to apply.'),
      notAfter: instantSchema.optional().describe('When it stops applying.'),
    },
    { error: 'a rule with id, effect and match' },
  )
  .refine(({ notBefore, notAfter }) => notBefore === undefined || notAfter === undefined || notBefore < notAfter, {
    path: ['notAfter'],
    error: 'an instant after notBefore',
    params: { what: 'is not after notBefore' },
  })
  .refine(({ effect, obligations }) => effect === 'permit' || obligations === undefined, {
    path: ['obligations'],
    error: 'obligations on permits only',
    params: { what: 'are on a deny, which lets nothing out that they could apply to' },
  })
  .meta({ id: 'Rule' })

/** A rule whose names are not yet looked up. */
export type WrittenRule = z.output<typeof ruleSchema>
