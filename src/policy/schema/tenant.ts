import { z } from 'zod'
import { CLIENT_ID, issuer } from './client.ts'
import { conditionSchema } from './condition.ts'
import { limitSchema } from './limit.ts'
import { ruleSchema } from './rule.ts'
import { isFaultless, listOf, written } from './text.ts'

const keys = {
  issuers: listOf(issuer(), 'a list of issuers').optional().describe('Issuers of its callers.'),
  clients: listOf(written(CLIENT_ID, 'the id of a client'), 'a list of clients').optional().describe('Its clients.'),
  when: conditionSchema.optional().describe('Who its callers are: a condition over token, client and user.'),
  limits: limitSchema.optional().describe('Limits that its callers share; they only lower.'),
  allowPermits: z.boolean().prefault(false).describe('Whether its rules may permit.'),
}

/** A tenant without its rules, which are read one by one. */
export const tenantSchema = z
  .strictObject(
    {
      ...keys,
      rules: z.array(z.unknown(), { error: 'a list of rules' }).min(1, { error: 'at least one rule' }).optional(),
    },
    { error: 'a map with issuers, clients or when' },
  )
  .refine(({ issuers, clients, when }) => issuers !== undefined || clients !== undefined || when !== undefined, {
    error: 'at least one of issuers, clients and when',
    params: { what: 'does not say which callers it is for' },
    when: isFaultless,
  })

/** The same with its rules, for JSON Schema. */
export const wholeTenantSchema = z.strictObject({
  ...keys,
  rules: z.array(ruleSchema).min(1).optional().describe('Rules for its callers, beside those of everybody.'),
})
