import { z } from 'zod'

const EXPECTED =
  'the name of a claim, or a list of such names; for a member inside a claim, names joined by dots, or a list in the list'

/** One place in a token: a name, dotted to go deeper, or the steps themselves, for names that have dots. */
export type ClaimPath = string | readonly string[]

/** Where in a token something is found: one claim path or several; read to a list. */
export function claimPaths() {
  const dotted = z.string({ error: EXPECTED }).regex(/^[^\s.]+(\.[^\s.]+){0,9}$/, { error: EXPECTED })
  const step = z.string({ error: EXPECTED }).regex(/^[^\s]{1,256}$/, { error: EXPECTED })
  const path = z.union([dotted, z.array(step).min(1).max(10)], { error: EXPECTED })
  return z
    .union([dotted, z.array(path).max(20)], { error: EXPECTED })
    .transform((paths): readonly ClaimPath[] => (typeof paths === 'string' ? [paths] : paths))
}
