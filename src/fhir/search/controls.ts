import type { FhirVersion } from '../definitions/definitions.ts'
import type { Pair } from '../form-pairs.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { withPlus } from './values.ts'

/**
 * Parameters that shape an answer without choosing what it is about (http.html#parameters, search.html#return),
 * with the values they may have. `_format` is consumed: the gateway always asks for JSON.
 */
const grammars: Record<string, RegExp> = {
  _count: /^\d{1,6}$/,
  _total: /^(?:none|estimate|accurate)$/,
  _summary: /^(?:true|text|data|count|false)$/,
  _elements: /^[A-Za-z_][A-Za-z0-9_.]*(?:,[A-Za-z_][A-Za-z0-9_.]*)*$/,
  _pretty: /^(?:true|false)$/,
  _since: /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+ -]\d\d:\d\d)?)?)?)?$/,
  _at: /^(?:eq|ne|gt|lt|ge|le|sa|eb|ap)?\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+ -]\d\d:\d\d)?)?)?)?$/,
  mode: /^(?:full|normative|terminology)$/,
}

export type ControlName = keyof typeof grammars & string

export const searchControls: readonly ControlName[] = ['_count', '_total', '_summary', '_elements', '_pretty']
export const readControls: readonly ControlName[] = ['_summary', '_elements', '_pretty']
export const historyControls: readonly ControlName[] = ['_count', '_since', '_at', '_summary', '_elements', '_pretty']
export const writeControls: readonly ControlName[] = ['_pretty']
export const capabilitiesControls: readonly ControlName[] = ['mode', '_summary', '_elements', '_pretty']

/** Parameters that are understood and refused to everyone: each is a second query language or hides what the guard must see. */
const closedNames = new Set(['_filter', '_query', '_contained', '_containedType'])

/** HAPI leaves `_in` away, even where asked to be strict, and answers with what is in no such list as well. */
const closedSinceR5 = new Set(['_in'])

export function isClosed(pair: Pair, version: FhirVersion): boolean {
  if (version === 'R5' && closedSinceR5.has(pair.name)) return true
  return closedNames.has(pair.name) && !(pair.name === '_contained' && pair.value === 'false')
}

/** A parameter that says nothing: `_contained=false` is the default, and servers ignore an empty value (search.html#parameters). */
export function saysNothing(pair: Pair): boolean {
  return pair.value === '' || (pair.name === '_contained' && pair.value === 'false')
}

/** Checks one control parameter; undefined when `allowed` does not list it. */
export function readControl(pair: Pair, allowed: readonly ControlName[]): Pair | Refusal | undefined {
  if (!allowed.includes(pair.name)) return undefined
  if (!grammars[pair.name]?.test(pair.value))
    return refuse('PARAMETER_INVALID', `the value of ${pair.name} is not valid`)
  return pair.name === '_since' || pair.name === '_at' ? { name: pair.name, value: withPlus(pair.value) } : pair
}

/**
 * Reads parameters of an interaction that has no search criteria. Anything not allowed, or given twice, is refused:
 * `_format` has been taken out before.
 */
export function readOnlyControls(pairs: readonly Pair[], allowed: readonly ControlName[]): readonly Pair[] | Refusal {
  const controls: Pair[] = []
  for (const pair of pairs) {
    if (pair.value === '' && allowed.includes(pair.name)) continue
    const control = readControl(pair, allowed)
    if (control === undefined) return refuse('PARAMETER_UNKNOWN', 'a parameter that this interaction does not take')
    if ('refused' in control) return control
    if (controls.some(({ name }) => name === control.name))
      return refuse('QUERY_MALFORMED', `${control.name} is given twice`)
    controls.push(control)
  }
  return controls
}
