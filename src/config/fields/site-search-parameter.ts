import { z } from 'zod'
import { resourceTypes, resourceTypesOrAny } from './resource-types.ts'
import { text } from './text.ts'

const CODE = 'the code of a search parameter, such as birth-city'

const types = ['number', 'date', 'string', 'token', 'reference', 'composite', 'quantity', 'uri', 'special'] as const

/** A search parameter of the site itself (searchparameter.html). */
export function siteSearchParameter() {
  return z
    .strictObject({
      code: z
        .string({ error: CODE })
        .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, { error: CODE })
        .describe('As it is written in a query.'),
      base: resourceTypes().min(1).describe('Resource types that it searches.'),
      type: z.enum(types).describe('SearchParameter.type.'),
      expression: text('a FHIRPath expression').optional().describe('SearchParameter.expression.'),
      targets: resourceTypesOrAny().prefault([]).describe("For references: types that they may point to, or ['*']."),
    })
    .refine(({ type, targets }) => type !== 'reference' || targets.length > 0, {
      path: ['targets'],
      error: "the types that it may point to, or ['*']",
      params: { what: 'is empty' },
    })
}
