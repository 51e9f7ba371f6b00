import { z } from 'zod'
import { resourceTypesOrAny } from './resource-types.ts'

const NAME = 'the name of an operation without $, such as my-export'

/** An operation that the site opens, with what it needs and can reveal (operations.html). */
export function siteOperation() {
  return z
    .strictObject({
      name: z
        .string({ error: NAME })
        .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, { error: NAME })
        .describe('Without the $.'),
      levels: z
        .array(z.enum(['system', 'type', 'instance']))
        .min(1)
        .describe('Where it may be called.'),
      types: resourceTypesOrAny()
        .prefault([])
        .describe("Resource types that it may be called on, or ['*']; needed for type and instance."),
      permission: z
        .enum(['c', 'r', 'u', 'd', 's'])
        .describe('The SMART permission that it needs on the type it is called on; on every type at system level.'),
      reveals: resourceTypesOrAny().describe('Resource types that its answer can hold.'),
      affectsState: z.boolean().prefault(false).describe('Whether it changes data; then only POST may call it.'),
      parameters: z
        .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/, { error: 'the name of a parameter' }))
        .max(200)
        .prefault([])
        .describe('Names of its parameters; others are refused.'),
    })
    .refine(({ levels, types }) => types.length > 0 || !levels.some((level) => level !== 'system'), {
      path: ['types'],
      error: 'at least one type, because levels has type or instance',
      params: { what: 'is empty' },
    })
}
