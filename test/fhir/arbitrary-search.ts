import fc from 'fast-check'
import type { Definitions, SearchParameter } from '../../src/fhir/definitions/definitions.ts'
import { concreteTypes, targetsOf } from '../../src/fhir/search/parameters.ts'

/** Types whose parameters are of every kind. */
export const types = [
  'Patient',
  'Observation',
  'Encounter',
  'MedicationRequest',
  'Provenance',
  'Group',
  'Location',
] as const

export const id = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9.-]{0,15}$/)
  .filter((text) => text.toLowerCase() !== 'metadata')
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((value) => !/[\p{Cc}\p{Cs}\ufeff\\,]/u.test(value))

/** `name=value` of a search of `type`, as a client may put it: criteria, chains, includes, sort keys and controls. */
export function searchPair(definitions: Definitions, type: string): fc.Arbitrary<readonly [string, string]> {
  return fc.oneof(
    { weight: 6, arbitrary: criterion(definitions, type, 2) },
    { weight: 1, arbitrary: include(definitions, type) },
    { weight: 1, arbitrary: sort(definitions, type) },
    { weight: 1, arbitrary: control },
  )
}

/** A filter of `type`, with at most `hops` steps that leave it. */
export function criterion(
  definitions: Definitions,
  type: string,
  hops: number,
): fc.Arbitrary<readonly [string, string]> {
  // Some types, such as Binary, have no parameters of their own.
  const own = definitions.searchParameters(type).filter(isPlain)
  const plain = own.length === 0 ? id.map((value) => ['_id', value] as const) : fc.constantFrom(...own).chain(valued)
  const references = definitions.searchParameters(type).filter(isReference)
  if (hops === 0 || references.length === 0) return plain
  return fc.oneof(
    { weight: 4, arbitrary: plain },
    chain(definitions, references, hops),
    reverse(definitions, type, hops),
  )
}

const control = fc.constantFrom<readonly [string, string]>(
  ['_count', '10'],
  ['_total', 'none'],
  ['_summary', 'data'],
  ['_elements', 'id,meta.tag'],
  ['_pretty', 'true'],
)

function chain(definitions: Definitions, references: readonly SearchParameter[], hops: number) {
  return fc
    .constantFrom(...references)
    .chain((parameter) =>
      fc.tuple(fc.constant(parameter), fc.constantFrom(...concreteTypes(definitions, targetsOf(parameter)))),
    )
    .chain(([{ code }, target]) =>
      criterion(definitions, target, hops - 1).map(([name, value]) => [`${code}:${target}.${name}`, value] as const),
    )
}

function reverse(definitions: Definitions, type: string, hops: number) {
  const sources = types.flatMap((source) =>
    definitions
      .searchParameters(source)
      .filter((parameter) => isReference(parameter) && parameter.targets.includes(type))
      .map(({ code }) => ({ source, code })),
  )
  if (sources.length === 0) return criterion(definitions, type, 0)
  return fc
    .constantFrom(...sources)
    .chain(({ source, code }) =>
      criterion(definitions, source, hops - 1).map(
        ([name, value]) => [`_has:${source}:${code}:${name}`, value] as const,
      ),
    )
}

function include(definitions: Definitions, type: string): fc.Arbitrary<readonly [string, string]> {
  const references = definitions.searchParameters(type).filter(isReference)
  const values = ['*', `${type}:*`, ...references.map(({ code }) => `${type}:${code}`)]
  return fc.tuple(fc.constantFrom('_include', '_include:iterate', '_include:recurse'), fc.constantFrom(...values))
}

function sort(definitions: Definitions, type: string): fc.Arbitrary<readonly [string, string]> {
  const codes = definitions
    .searchParameters(type)
    .filter(isPlain)
    .map(({ code }) => code)
  const keys = fc.array(fc.tuple(fc.boolean(), fc.constantFrom('_id', '_lastUpdated', ...codes)), {
    minLength: 1,
    maxLength: 3,
  })
  return keys.map((list) => ['_sort', list.map(([down, code]) => `${down ? '-' : ''}${code}`).join(',')] as const)
}

function isPlain({ code, type }: SearchParameter): boolean {
  return !code.startsWith('_') && type !== 'special'
}

function isReference({ code, type }: SearchParameter): boolean {
  return type === 'reference' && !code.startsWith('_')
}

/** A parameter with a modifier it can have, and values that fit both. */
function valued({ code, type }: SearchParameter): fc.Arbitrary<readonly [string, string]> {
  const any = fc
    .array(type === 'reference' ? id : text, { minLength: 1, maxLength: 3 })
    .map((values) => values.join(','))
  const plain = any.map((value) => [code, value] as const)
  if (type === 'composite') return plain
  return fc.oneof(
    plain,
    fc.constantFrom('true', 'false').map((value) => [`${code}:missing`, value] as const),
  )
}
