import type { Definitions, FhirVersion, SearchParameter, SearchParameterType } from '../definitions/definitions.ts'

/**
 * The modifiers of search.html#modifiers by parameter type. A modifier that is not here is refused: servers invent
 * their own (`:mdm`, `:nickname`), and one that the upstream ignored would silently widen the search.
 */
const standard: Record<SearchParameterType, readonly string[]> = {
  number: ['missing'],
  date: ['missing'],
  quantity: ['missing'],
  string: ['missing', 'exact', 'contains'],
  token: ['missing', 'text', 'not', 'in', 'not-in', 'above', 'below', 'of-type'],
  reference: ['missing', 'identifier', 'above', 'below'],
  uri: ['missing', 'above', 'below', 'contains'],
  composite: [],
  special: [],
}

/**
 * Of `meta`, HAPI leaves `:missing` away and finds everything. It does the same with every modifier of `_id`, and with
 * `_id:not` what it finds tells whether there is such an id: no id has a modifier here.
 */
const neverAskedMissing: ReadonlySet<string> = new Set(['_lastUpdated', '_tag', '_security', '_profile', '_source'])

const sinceR5: Partial<Record<SearchParameterType, readonly string[]>> = {
  token: ['code-text', 'text-advanced'],
  string: ['text'],
  reference: ['text', 'not', 'code-text', 'text-advanced', 'in', 'not-in'],
}

export function isModifier(parameter: SearchParameter, modifier: string, definitions: Definitions): boolean {
  if (parameter.code === '_id' || (modifier === 'missing' && neverAskedMissing.has(parameter.code))) return false
  if (standard[parameter.type].includes(modifier)) return true
  if (isLater(definitions.version) && sinceR5[parameter.type]?.includes(modifier)) return true
  return parameter.type === 'reference' && isTypeModifier(parameter, modifier, definitions)
}

/** `subject:Patient=1` is `subject=Patient/1` (search.html#modifiertype). */
export function isTypeModifier(parameter: SearchParameter, modifier: string, definitions: Definitions): boolean {
  if (!definitions.isResourceType(modifier)) return false
  return parameter.targets.includes('*') || parameter.targets.includes(modifier)
}

function isLater(version: FhirVersion): boolean {
  return version === 'R5'
}
