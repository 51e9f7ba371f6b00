import fc from 'fast-check'
import type { SearchParameter, SearchParameterType } from '../../src/fhir/definitions/definitions.ts'
import { pools, types } from './arbitrary-content.ts'
import { definitions } from './gateway.ts'

export type Pair = readonly [name: string, value: string]

const of = (values: readonly string[]) => fc.constantFrom(...values)
const references = [
  ...pools.patients.flatMap((id) => [id, `Patient/${id}`]),
  ...['Observation', 'Encounter', 'Practitioner'].flatMap((type) => pools.ids.map((id) => `${type}/${id}`)),
  'https://gateway.test/fhir/Patient/p02',
  'http://upstream.test/fhir/Patient/p02',
]
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category'
const tokens = [
  ...pools.codes.flatMap((code) => [code, `urn:codes|${code}`]),
  ...pools.numbers.flatMap((value) => [value, `urn:numbers|${value}`]),
  ...['laboratory', `${CATEGORY}|vital-signs`, 'final', 'amended', 'finished', 'active'],
]
const dates = ['eq', 'lt', 'gt', 'ne'].flatMap((prefix) => pools.days.map((day) => `${prefix}${day}`))

const values: Readonly<Record<SearchParameterType, readonly string[]>> = {
  token: tokens,
  reference: references,
  string: pools.names,
  date: dates,
  quantity: ['gt1', '5', 'lt9', '5||mmol/L'],
  number: ['1', '5'],
  uri: ['urn:codes'],
  composite: pools.codes.map((code) => `${code}$gt1`),
  special: ['x1'],
}

const modifiers: Partial<Record<SearchParameterType, readonly string[]>> = {
  token: ['not', 'text', 'of-type', 'in', 'above'],
  reference: ['Patient', 'Observation', 'identifier', 'below', 'above', 'missing'],
  string: ['exact', 'contains'],
  uri: ['below'],
}

/** Those that are asked about what is stored; the others never match anything. */
const used = new Set(
  [
    [
      '_id',
      '_lastUpdated',
      'patient',
      'subject',
      'code',
      'category',
      'identifier',
      'status',
      'name',
      'family',
      'birthdate',
    ],
    ['performer', 'encounter', 'date', 'value-quantity', 'code-value-quantity', 'has-member', 'part-of', 'participant'],
    [
      'asserter',
      'recorder',
      'beneficiary',
      'subscriber',
      'actor',
      'item',
      'target',
      'agent',
      'member',
      'general-practitioner',
    ],
    ['general-practitioner', '_list', '_tag', '_security', 'entity', 'focus', 'recorded-date', 'class'],
  ].flat(),
)

function parameters(type: string): readonly SearchParameter[] {
  return definitions.searchParameters(type).filter(({ code }) => used.has(code))
}

function valued({ code, type }: SearchParameter): fc.Arbitrary<Pair> {
  const pool = code === '_id' ? [...pools.ids, ...pools.patients, '1001'] : values[type]
  const value = fc.array(of(pool), { minLength: 1, maxLength: 2 }).map((list) => list.join(','))
  return fc.oneof(
    { weight: 6, arbitrary: value.map((one): Pair => [code, one]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(of(modifiers[type] ?? ['missing']), value)
        .map(([modifier, one]): Pair => [`${code}:${modifier}`, one]),
    },
    { weight: 1, arbitrary: of(['true', 'false']).map((one): Pair => [`${code}:missing`, one]) },
  )
}

/** A filter of `type` with at most `hops` steps that leave it (search.html#chaining, #has). */
export function criterion(type: string, hops = 2): fc.Arbitrary<Pair> {
  const plain = fc.constantFrom(...parameters(type)).chain(valued)
  if (hops === 0) return plain
  const onward = parameters(type).filter((one) => one.type === 'reference')
  const sources = types.flatMap((source) =>
    parameters(source)
      .filter((one) => one.type === 'reference' && one.targets.includes(type))
      .map(({ code }) => ({ source, code })),
  )
  return fc.oneof(
    { weight: 5, arbitrary: plain },
    ...(onward.length > 0 ? [{ weight: 2, arbitrary: chained(onward, hops) }] : []),
    ...(sources.length > 0 ? [{ weight: 2, arbitrary: reverse(sources, hops) }] : []),
  )
}

function chained(onward: readonly SearchParameter[], hops: number): fc.Arbitrary<Pair> {
  const targetOf = ({ targets }: SearchParameter) =>
    of([...types.filter((to) => targets.includes(to) || targets.includes('*')), 'Patient'])
  return fc
    .constantFrom(...onward)
    .chain((one) => fc.tuple(fc.constant(one.code), targetOf(one), fc.boolean()))
    .chain(([code, to, typed]) =>
      criterion(to, hops - 1).map(
        ([name, value]): Pair => [typed ? `${code}:${to}.${name}` : `${code}.${name}`, value],
      ),
    )
}

function reverse(sources: readonly { source: string; code: string }[], hops: number): fc.Arbitrary<Pair> {
  return fc
    .constantFrom(...sources)
    .chain(({ source, code }) =>
      criterion(source, hops - 1).map(([name, value]): Pair => [`_has:${source}:${code}:${name}`, value]),
    )
}

/** What rides along (search.html#revinclude). */
function include(type: string): fc.Arbitrary<Pair> {
  const codesOf = (name: string) =>
    parameters(name)
      .filter((one) => one.type === 'reference')
      .map(({ code }) => `${name}:${code}`)
  const iterate = of(['', '', ':iterate'])
  return fc.oneof(
    fc.tuple(iterate, of([...codesOf(type), `${type}:*`, '*'])).map(([how, value]): Pair => [`_include${how}`, value]),
    fc.tuple(iterate, of(types.flatMap(codesOf))).map(([how, value]): Pair => [`_revinclude${how}`, value]),
    fc.constant<Pair>(['_revinclude', 'Provenance:target']),
  )
}

function sort(type: string): fc.Arbitrary<Pair> {
  return fc
    .tuple(of(['', '-']), fc.constantFrom(...parameters(type)))
    .map(([down, { code }]): Pair => ['_sort', `${down}${code}`])
}

export const control = fc.constantFrom<Pair>(
  ...[0, 1, 2, 3].map((count): Pair => ['_count', String(count)]),
  ...['true', 'text', 'data', 'count', 'false'].map((how): Pair => ['_summary', how]),
  ['_total', 'accurate'],
  ['_total', 'none'],
  ...['id', 'code', 'performer,code', 'recorder', 'subject'].map((names): Pair => ['_elements', names]),
)

/** Criteria and all that shapes the answer; what may stand once stands once. */
export function query(type: string): fc.Arbitrary<readonly Pair[]> {
  const any = fc.oneof(
    { weight: 5, arbitrary: criterion(type) },
    { weight: 2, arbitrary: include(type) },
    { weight: 1, arbitrary: sort(type) },
    { weight: 3, arbitrary: control },
  )
  return fc
    .array(any, { maxLength: 4 })
    .map((pairs) =>
      pairs.filter(
        ([name], at) =>
          !/^_[a-z]+$/.test(name) || name.endsWith('include') || pairs.findIndex(([other]) => other === name) === at,
      ),
    )
}

export function form(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}
