import { z } from 'zod'

const EXPECTED = 'the name of a claim, dotted to go deeper, or a list of them'

/** Where in a token something is found: one claim path or several; read to a list. Dots separate the steps. */
export function claimPaths(preset: string | string[]) {
  const path = z.string({ error: EXPECTED }).regex(/^[^\s.]+(\.[^\s.]+){0,9}$/, { error: EXPECTED })
  return z
    .union([path, z.array(path).max(20)], { error: EXPECTED })
    .transform((paths) => (typeof paths === 'string' ? [paths] : paths))
    .prefault(preset)
}
