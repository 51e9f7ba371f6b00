import { z } from 'zod'

/** A non-empty line without control characters, at most 2,048 characters. */
export function line(expected: string) {
  return z.string({ error: expected }).regex(/^[^\u0000-\u001f\u007f]{1,2048}$/, { error: expected })
}

/** Text that has to fit `form`. */
export function written(form: RegExp, expected: string) {
  return z.string({ error: expected }).regex(form, { error: expected })
}

/** A whole number from 1. */
export function positive(expected: string) {
  return z.int({ error: expected }).min(1, { error: expected })
}

/** A list that says something: an empty one could be read as "any" and as "none", so it is neither. */
export function listOf<Item extends z.ZodType>(item: Item, expected: string) {
  const error = `${expected} with at least one item`
  return z.array(item, { error: expected }).min(1, { error }).max(1000)
}

/** What a set, role, tier or tenant is called. */
export const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const NAMED = 'a name of letters, digits, - and _, such as ward-nurse'

/** The name of a set, role, tier or tenant. */
export function name(expected = NAMED) {
  return written(NAME, expected)
}

/** A map from names to `value`. */
export function named<Value extends z.ZodType>(value: Value, keyForm: RegExp = NAME, expected: string = NAMED) {
  return z.record(written(keyForm, expected), value, { error: 'a map with a name for each entry' })
}

/** For checks of a whole map: what they miss may be what was just found to be wrong. */
export function isFaultless({ issues }: { readonly issues: readonly unknown[] }): boolean {
  return issues.length === 0
}
