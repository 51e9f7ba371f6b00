import type { Definitions, SearchParameter } from '../definitions/definitions.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { SearchLimits } from './limits.ts'
import { isModifier, isTypeModifier } from './modifiers.ts'
import { type Bases, basesWith, concreteTypes, findParameter, targetsOf } from './parameters.ts'
import type { Criterion, Hop } from './query.ts'
import { hasStrayEscape, isValueOf, splitOr, withPlus } from './values.ts'

const hasForm = /^_has:([A-Za-z]+):([A-Za-z0-9-]+):(.+)$/
/** Known to the definitions as special parameters, but read elsewhere or closed. */
const notCriteria = new Set([
  '_type',
  '_in',
  '_has',
  '_filter',
  '_query',
  '_contained',
  '_containedType',
  '_include',
  '_revinclude',
])
const stepForm = /^([_A-Za-z][A-Za-z0-9_-]*)(?::([A-Za-z-]+))?$/

/**
 * Reads one filter: `name[:modifier]`, a chain `ref[:Type].…`, or a reverse chain `_has:Type:ref:…`, nested as deep as
 * the limits allow (search.html#chaining, #has). Names are exact; a parameter the FHIR version does not define is refused.
 */
export function readCriterion(
  name: string,
  text: string,
  bases: Bases,
  definitions: Definitions,
  limits: SearchLimits,
): Criterion | Refusal {
  const path = readPath(name, bases, definitions, limits)
  if ('refused' in path) return path
  const { hops, parameter, modifier } = path
  if (modifier !== undefined && !isModifier(parameter, modifier, definitions)) {
    return refuse('PARAMETER_UNKNOWN', `modifier :${modifier} on ${parameter.code}`)
  }
  const values = splitOr(parameter.type === 'date' ? withPlus(text) : text)
  if (values.length > limits.orValues) return refuse('TOO_MANY_PARAMETERS', `more than ${limits.orValues} OR-ed values`)
  for (const value of values) {
    if (value === '' || hasStrayEscape(value) || !isValueOf(parameter, modifier, value)) {
      return refuse('PARAMETER_INVALID', `a value of ${parameter.code} is not valid`)
    }
  }
  return { hops, parameter, ...(modifier !== undefined && { modifier }), values }
}

interface Path {
  readonly hops: readonly Hop[]
  readonly parameter: SearchParameter
  readonly modifier?: string
}

/** Reads hops and the final parameter. A chained `_sort` key has the same form, without a modifier. */
export function readPath(name: string, from: Bases, definitions: Definitions, limits: SearchLimits): Path | Refusal {
  const hops: Hop[] = []
  let bases = from
  let rest = name
  for (;;) {
    const reverse = rest.startsWith('_has:') ? readHas(rest, bases, definitions) : undefined
    const forward = reverse === undefined ? readChain(rest, bases, definitions) : undefined
    const step = reverse ?? forward
    if (step === undefined) break
    if ('refused' in step) return step
    if (hops.length === limits.chainDepth) return refuse('CHAIN_TOO_DEEP', `more than ${limits.chainDepth} steps`)
    hops.push(step.hop)
    bases = step.bases
    rest = step.rest
  }
  const match = stepForm.exec(rest)
  const parameter = match && findParameter(definitions, bases, match[1] as string)
  if (!match || !parameter || notCriteria.has(parameter.code))
    return refuse('PARAMETER_UNKNOWN', 'no such search parameter')
  return { hops, parameter, ...(match[2] !== undefined && { modifier: match[2] }) }
}

interface Step {
  readonly hop: Hop
  readonly bases: readonly string[]
  readonly rest: string
}

function readHas(text: string, bases: Bases, definitions: Definitions): Step | Refusal {
  const match = hasForm.exec(text)
  if (!match) return refuse('PARAMETER_UNKNOWN', '_has needs a type, a reference parameter and a parameter')
  const [, type = '', code = '', rest = ''] = match
  const parameter = definitions.isResourceType(type) ? definitions.searchParameter(type, code) : undefined
  if (parameter?.type !== 'reference' || !mayPointTo(parameter, bases)) {
    return refuse('PARAMETER_UNKNOWN', '_has names no reference that points here')
  }
  return { hop: { kind: 'has', type, parameter }, bases: [type], rest }
}

/** A chain step ends at the first dot: neither parameter codes nor types contain one. */
function readChain(text: string, bases: Bases, definitions: Definitions): Step | Refusal | undefined {
  const dot = text.indexOf('.')
  if (dot < 0) return undefined
  const match = stepForm.exec(text.slice(0, dot))
  const parameter = match && findParameter(definitions, bases, match[1] as string)
  if (!match || parameter?.type !== 'reference' || notCriteria.has(parameter.code))
    return refuse('PARAMETER_UNKNOWN', 'a chain through something that is not a reference')
  const type = match[2]
  const rest = text.slice(dot + 1)
  if (type === undefined) {
    const targets = targetsOf(parameter)
    const hop = { kind: 'chain', parameter, targets, typed: false } as const
    return { hop, bases: reachable(definitions, targets, rest), rest }
  }
  if (!isTypeModifier(parameter, type, definitions))
    return refuse('PARAMETER_UNKNOWN', 'a chain to a type that the reference cannot have')
  return { hop: { kind: 'chain', parameter, targets: [type], typed: true }, bases: [type], rest }
}

/** Of an untyped chain's targets, those on which the next step can be evaluated at all. */
function reachable(definitions: Definitions, targets: readonly string[], rest: string): readonly string[] {
  const concrete = concreteTypes(definitions, targets)
  const next = /^[_A-Za-z][A-Za-z0-9_-]*/.exec(rest)?.[0] ?? ''
  return next === '_has' ? concrete : basesWith(definitions, concrete, next)
}

function mayPointTo(parameter: SearchParameter, bases: Bases): boolean {
  if (bases === '*' || parameter.targets.includes('*')) return true
  return bases.some((base) => parameter.targets.includes(base))
}
