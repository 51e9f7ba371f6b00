import type { Definitions, SearchParameter, SearchParameterType } from '../../../../src/fhir/definitions/definitions.ts'
import { contents } from '../contents.ts'
import { get, type Way } from './way.ts'

const modifiers: Readonly<Record<SearchParameterType, readonly string[]>> = {
  number: ['', ':missing'],
  date: ['', ':missing'],
  quantity: ['', ':missing'],
  string: ['', ':exact', ':contains', ':missing', ':text'],
  token: ['', ':not', ':text', ':in', ':not-in', ':above', ':below', ':of-type', ':missing'],
  reference: ['', ':missing', ':identifier', ':above', ':below', ':Patient', ':not'],
  uri: ['', ':above', ':below', ':contains', ':missing'],
  composite: ['', ':missing'],
  special: [''],
}
const prefixes = ['', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap']
const short = 60

/** Every search parameter of every type of the world, each with its modifiers and prefixes in turn. */
export function parameterWays(definitions: Definitions): readonly Way[] {
  return Object.keys(contents).flatMap((type) =>
    definitions.searchParameters(type).flatMap((parameter, index) =>
      modifiers[parameter.type].map((modifier, turn) => {
        const value = modifier === ':missing' ? ['true', 'false'][index % 2] : valueFor(type, parameter, index + turn)
        return get(`${type}?${parameter.code}${modifier}=${value}`, { oneOf: short })
      }),
    ),
  )
}

function valueFor(type: string, { type: kind, targets, code }: SearchParameter, turn: number): string {
  const prefix = prefixes[turn % prefixes.length] as string
  switch (kind) {
    case 'reference': {
      const toPatient = targets.includes('Patient') || targets.includes('*')
      const to = Object.keys(contents).find((each) => targets.includes(each)) ?? 'Patient'
      return toPatient ? (['Patient/{patient}', '{patient}'][turn % 2] as string) : `${to}/{id:${to}}`
    }
    case 'date':
      return `${prefix}{day:${type}}`
    case 'number':
    case 'quantity':
      return `${prefix}{number:${type}}`
    case 'token':
      return code === '_id' ? `{id:${type}}` : ([`{token:${type}}`, `urn:codes|{token:${type}}`][turn % 2] as string)
    case 'composite':
      return `{token:${type}}$${prefix}{number:${type}}`
    default:
      return `{name:${type}}`
  }
}
