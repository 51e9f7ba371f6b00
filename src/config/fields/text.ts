import { z } from 'zod'

/** A non-empty line of text without control characters, at most 2,048 characters. */
export function text(expected: string) {
  return z.string({ error: expected }).regex(/^[^\u0000-\u001f\u007f]{1,2048}$/, { error: expected })
}

/** A whole number within inclusive bounds. */
export function count({ min, max }: { min: number; max: number }) {
  const expected = `a whole number from ${min} to ${max}`
  return z.int({ error: expected }).min(min, { error: expected }).max(max, { error: expected })
}
