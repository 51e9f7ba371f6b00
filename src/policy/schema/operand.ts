import { z } from 'zod'
import type { Literal, Operand } from '../language.ts'
import { compilePattern } from '../pattern.ts'
import { attributeSchema, looksLikeAttribute, readAttribute } from './attribute.ts'

const NUMBER_OR_DATE =
  /^(?:-?\d{1,15}(?:\.\d{1,9})?|\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?)?)?)$/

/** Text, a number, true or false; `{ value: … }` is the same for text that begins like an attribute. */
function literal(expected: string) {
  const bare = z.union([z.string().max(2048), z.number(), z.boolean()], { error: expected })
  const quoted = z.strictObject({ value: bare.describe('The text itself, even if it begins like an attribute.') })
  return z.union([bare, quoted], { error: expected })
}

type WrittenLiteral = z.output<ReturnType<typeof literal>>

/** What a list of a test may hold: literals alone. */
function literals(expected: string) {
  return z.array(literal(expected)).min(1, { error: 'at least one' }).max(1000)
}

function operandOf(written: WrittenLiteral | readonly WrittenLiteral[]): Operand | undefined {
  if (typeof written === 'string' && looksLikeAttribute(written)) {
    const attribute = readAttribute(written)
    return attribute === undefined ? undefined : { attribute }
  }
  const list = [written].flat()
  return { literals: list.map((each): Literal => (typeof each === 'object' ? each.value : each)) }
}

/** `[attribute, operand]`, where the operand is a literal or an attribute. */
function test<Written extends z.ZodType<WrittenLiteral | readonly WrittenLiteral[]>>(second: Written) {
  const operand = second.transform((written, context): Operand => {
    const read = operandOf(written)
    if (read !== undefined) return read
    const message = 'an attribute such as client.organization, or { value: … } for this very text'
    context.issues.push({ code: 'custom', input: written, message, params: { what: 'begins like an attribute' } })
    return z.NEVER
  })
  return z.tuple([attributeSchema, operand], {
    error: 'an attribute and what it is compared with, as in [token.sub, x]',
  })
}

const ONE = 'text, a number, true or false, or an attribute'
const MANY = 'a list of texts, numbers, true or false; or an attribute'

export const oneValue = () => test(literal(ONE))
export const anyOfValues = () =>
  test(z.union([literals(MANY), z.string().refine(looksLikeAttribute, { error: MANY })], { error: MANY }))
export const oneOrMoreValues = () => test(z.union([literal(ONE), literals(MANY)], { error: ONE }))

const TEXT = 'text or an attribute'
export const oneText = () =>
  test(z.union([z.string({ error: TEXT }).min(1, { error: TEXT }).max(2048), quotedText(TEXT)], { error: TEXT }))

const REFERENCE = 'a reference such as Organization/1, or an attribute'
export const oneReference = () =>
  test(
    z.string({ error: REFERENCE }).refine((text) => looksLikeAttribute(text) || /^\S+\/\S+$|^urn:\S+$/.test(text), {
      error: REFERENCE,
    }),
  )

const ORDERED = 'a number, a date such as 2026-03-02, an instant, or an attribute'
export const oneOrdered = () =>
  test(
    z.union(
      [
        z.number(),
        z.string().refine((text) => looksLikeAttribute(text) || NUMBER_OR_DATE.test(text), { error: ORDERED }),
      ],
      { error: ORDERED },
    ),
  )

const NETWORKS = 'a network such as 10.0.0.0/8, the name of a set of networks, or a list of them'
export const networks = () =>
  test(z.union([z.string().max(64), z.array(z.string().max(64)).min(1)], { error: NETWORKS }))

/** The pattern is read here for its faults alone; it is compiled with the rules. */
export const onePattern = () =>
  test(
    z.string({ error: 'a pattern' }).superRefine((text, context) => {
      const read = compilePattern(text)
      if ('fault' in read) context.addIssue({ code: 'custom', message: read.expected, params: { what: read.fault } })
    }),
  )

function quotedText(expected: string) {
  return z.strictObject({ value: z.string({ error: expected }).min(1).max(2048).describe('The text itself.') })
}
