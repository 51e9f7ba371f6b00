import { z } from 'zod'
import { denialStyles } from '../policy/denial-policy.ts'
import { line, NAME, written } from '../policy/schema/text.ts'

/** A list that may be empty: to expect none is to say something. */
const list = <Item extends z.ZodType>(item: Item, expected: string) => z.array(item, { error: expected }).max(1000)

const ruleId = () => written(/^[a-z0-9][a-z0-9-]{0,63}$/, 'the id of a rule')
const resourceName = () => written(NAME, 'a name under fixtures.resources')

/** Why a resource is not in the answer, beside rules: in capitals, as ids of rules never are. */
export const otherCauses = ['OUTSIDE_SCOPES', 'MAX_RESULTS'] as const

export const obligationNames = ['narrow', 'redact', 'maxResults', 'addLabel', 'stepUp', 'notify', 'audit'] as const
export type ObligationName = (typeof obligationNames)[number]

/** `expect:` every key given has to come out just so; lists are compared as sets. */
export const expectSchema = z
  .strictObject(
    {
      effect: z.enum(['permit', 'deny']).describe('What is decided.'),
      status: z.int().min(100).max(599).optional().describe('HTTP status of the answer.'),
      style: z.enum(denialStyles).optional().describe('How the refusal looks.'),
      rules: list(ruleId(), 'a list of ids of rules').optional().describe('Rules that permit, or that deny.'),
      obligations: list(z.enum(obligationNames), 'a list of obligations')
        .optional()
        .describe('What the rules that permit ask for.'),
      returned: list(resourceName(), 'a list of resources').optional().describe('Resources in the answer.'),
      removed: z
        .record(resourceName(), list(z.union([ruleId(), z.enum(otherCauses)]), 'a list of ids of rules'))
        .optional()
        .describe('Resources that the answer lacks, each with the rules that keep it back; none: no rule permits it.'),
      redacted: z
        .record(resourceName(), list(line('the path of an element such as Patient.address'), 'a list of elements'))
        .optional()
        .describe('Resources in the answer that were changed, each with the elements.'),
      shadow: z
        .record(ruleId(), z.enum(['permit', 'deny']))
        .optional()
        .describe('Rules in shadow mode that would have changed the decision, and to what.'),
      indeterminate: list(ruleId(), 'a list of ids of rules')
        .optional()
        .describe('Rules that asked for what is absent.'),
    },
    { error: 'a map such as { effect: permit }' },
  )
  .meta({ id: 'Expect' })

export type Expected = z.output<typeof expectSchema>
