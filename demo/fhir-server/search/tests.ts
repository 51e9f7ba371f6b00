import type { Definitions, SearchParameter } from '../../../src/fhir/definitions/definitions.ts'
import { type FhirAnswer, failure, isFailure } from '../message.ts'
import { compositeOf } from './composites.ts'
import { isDateValue } from './dates.ts'
import { splitEscaped } from './escapes.ts'
import { isNumberValue } from './quantities.ts'
import { isWalkable } from './values.ts'

/** One criterion of a search: a parameter tested here, behind a chain, or behind a reverse chain. */
export type Test =
  | { readonly kind: 'value'; readonly code: string; readonly modifier?: string; readonly values: readonly string[] }
  | { readonly kind: 'chain'; readonly code: string; readonly targets: readonly string[]; readonly next: Test }
  | { readonly kind: 'has'; readonly type: string; readonly code: string; readonly next: Test }

const MODIFIERS: Readonly<Record<string, readonly string[]>> = {
  string: ['exact', 'contains'],
  token: ['not', 'text', 'of-type'],
  reference: ['identifier'],
  uri: ['above', 'below'],
}

/**
 * Reads `name[:modifier]`, a chain `name[:Type].…` (search.html#chaining) or `_has:Type:name:…` (search.html#has), to any depth.
 *
 * @param types the types the parameter is asked of; one that has it is enough
 * @returns a failure of status 400 for what is not known or not supported
 */
export function readTest(
  definitions: Definitions,
  types: readonly string[],
  name: string,
  value: string,
): Test | FhirAnswer {
  if (name.startsWith('_has:')) return readHas(definitions, name, value)
  const dot = name.indexOf('.')
  const [code = '', modifier] = (dot < 0 ? name : name.slice(0, dot)).split(':', 2)
  const parameters = types.map((type) => definitions.searchParameter(type, code)).filter((known) => known !== undefined)
  const [first] = parameters
  if (!first)
    return failure(
      400,
      'not-supported',
      `Unknown search parameter "${code}" for resource types ${types.slice(0, 5).join()}`,
    )
  if (dot < 0) return readValue(definitions, types, first, modifier, value)
  if (first.type !== 'reference') return failure(400, 'invalid', `"${code}" is no reference and cannot be chained`)
  const declared = [...new Set(parameters.flatMap(({ targets }) => targets))]
  const targets =
    modifier !== undefined ? [modifier] : declared.includes('*') ? [...definitions.resourceTypes] : declared
  const next = readTest(definitions, targets, name.slice(dot + 1), value)
  return isFailure(next) ? next : { kind: 'chain', code, targets, next }
}

function readHas(definitions: Definitions, name: string, value: string): Test | FhirAnswer {
  const [, type = '', code = '', ...rest] = name.split(':')
  const parameter = definitions.searchParameter(type, code)
  if (parameter?.type !== 'reference' || rest.length === 0) return failure(400, 'invalid', `Cannot read "${name}"`)
  const next = readTest(definitions, [type], rest.join(':'), value)
  return isFailure(next) ? next : { kind: 'has', type, code, next }
}

function readValue(
  definitions: Definitions,
  types: readonly string[],
  parameter: SearchParameter,
  modifier: string | undefined,
  value: string,
): Test | FhirAnswer {
  const { code, type } = parameter
  const composite = type === 'composite'
  const walkable = composite ? types.some((of) => compositeOf(definitions, of, parameter)) : isWalkable(parameter)
  if (!walkable) return failure(400, 'not-supported', `Search parameter "${code}" is not supported`)
  const known = modifier === undefined || modifier === 'missing' || MODIFIERS[type]?.includes(modifier)
  if (!known && !(type === 'reference' && definitions.isResourceType(modifier))) {
    return failure(400, 'not-supported', `Modifier ":${modifier}" is not supported on "${code}"`)
  }
  const values = splitEscaped(value, ',').filter((one) => one !== '')
  const bad = values.find((one) => modifier !== 'missing' && !isReadable(type, one))
  if (bad !== undefined) return failure(400, 'value', `Invalid ${type} value "${bad}" for "${code}"`)
  return modifier === undefined ? { kind: 'value', code, values } : { kind: 'value', code, modifier, values }
}

function isReadable(type: SearchParameter['type'], value: string): boolean {
  if (type === 'date') return isDateValue(value)
  if (type === 'number') return isNumberValue(value)
  if (type === 'quantity') return isNumberValue(splitEscaped(value, '|')[0]!)
  return type !== 'composite' || splitEscaped(value, '$').length === 2
}
