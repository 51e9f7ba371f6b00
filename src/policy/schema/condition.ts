import { z } from 'zod'
import type { Comparison, Condition } from '../language.ts'
import { attributeSchema } from './attribute.ts'
import * as operand from './operand.ts'

const conditions = (expected: string) =>
  z
    .array(z.lazy(() => conditionSchema))
    .min(1, { error: expected })
    .max(100)

const tests = z.strictObject(
  {
    all: conditions('at least one condition').optional().describe('Every one of these conditions holds.'),
    any: conditions('at least one condition').optional().describe('At least one of these conditions holds.'),
    not: z
      .lazy(() => conditionSchema)
      .optional()
      .describe('This condition does not hold.'),
    exists: attributeSchema.optional().describe('The attribute is there.'),
    eq: operand.oneValue().optional().describe('It has this value; of a list, some element has.'),
    ne: operand.oneValue().optional().describe('It is there, and no value of it is this one.'),
    in: operand.anyOfValues().optional().describe('Its value is one of these.'),
    has: operand.oneOrMoreValues().optional().describe('The list holds this value; with a list, one of these values.'),
    startsWith: operand.oneText().optional().describe('Its text begins with this; scopes are compared one by one.'),
    lte: operand.oneOrdered().optional().describe('A number or date that is at most this one.'),
    gte: operand.oneOrdered().optional().describe('A number or date that is at least this one.'),
    sameAs: operand.oneReference().optional().describe('Both refer to the same resource, however it is written.'),
    matches: operand.onePattern().optional().describe('The whole text fits this pattern.'),
    cidr: operand.networks().optional().describe('The address is in this network, or in one of this set.'),
  },
  { error: 'a condition such as { has: [token.roles, nurse] }' },
)

const EXPECTED = 'exactly one of all, any, not, exists, eq, ne, in, has, startsWith, lte, gte, sameAs, matches or cidr'

/**
 * A condition as it is written: a map with one key, which is the test or how tests are joined.
 * How deep conditions may be nested is checked before (`limits.ts` of the reading).
 */
export const conditionSchema: z.ZodType<Condition> = tests
  .meta({ id: 'Condition', minProperties: 1, maxProperties: 1 })
  .transform((written, context): Condition => {
    if (context.issues.length > 0) return z.NEVER
    const given = Object.entries(written).filter(([, value]) => value !== undefined)
    const [only] = given
    if (only === undefined || given.length > 1) {
      const what = only === undefined ? 'holds no test' : 'holds several tests'
      const message = only === undefined ? EXPECTED : `${EXPECTED}; join tests with all or any`
      context.issues.push({ code: 'custom', input: written, message, params: { what } })
      return z.NEVER
    }
    const [key, value] = only
    if (key === 'all' || key === 'any' || key === 'not' || key === 'exists') return { [key]: value } as Condition
    const [attribute, second] = value as z.output<ReturnType<typeof operand.oneValue>>
    return { test: key as Comparison, attribute, operand: second }
  })
