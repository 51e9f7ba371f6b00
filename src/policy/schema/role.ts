import { z } from 'zod'
import { conditionSchema } from './condition.ts'
import { line, listOf, name } from './text.ts'

/** A role: who has it, by what token, client and user tell. */
export const roleSchema = z.strictObject(
  {
    description: line('a sentence').optional().describe('What the role is.'),
    from: conditionSchema.describe('Who has the role: a condition over token, client and user.'),
    inherits: listOf(name('the name of a role'), 'a list of roles')
      .optional()
      .describe('Roles that everyone with this one has as well.'),
  },
  { error: 'a map with from, such as { from: { has: [token.roles, nurse] } }' },
)
