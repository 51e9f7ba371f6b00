import { z } from 'zod'

const EXPECTED = 'the name of a resource type such as Observation'

/** A list of resource types; that they exist in the configured FHIR version is checked when the whole is known. */
export function resourceTypes() {
  return z.array(resourceType(), { error: 'a list of resource types' }).max(200)
}

/** The same, or `['*']` for every type. */
export function resourceTypesOrAny() {
  const error = "a list of resource types, or ['*'] alone for all"
  return z.union([z.tuple([z.literal('*')]), resourceTypes()], { error }).transform((types): string[] => types)
}

function resourceType() {
  return z.string({ error: EXPECTED }).regex(/^[A-Z][A-Za-z]{1,63}$/, { error: EXPECTED })
}
