import type { Definitions } from '../definitions/definitions.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { type Bases, targetsOf } from './parameters.ts'
import type { Include } from './query.ts'

const form = /^(\*|[A-Za-z]+)(?::(\*|[A-Za-z0-9-]+))?(?::([A-Za-z]+))?$/

export type IncludeName =
  | '_include'
  | '_include:iterate'
  | '_include:recurse'
  | '_revinclude'
  | '_revinclude:iterate'
  | '_revinclude:recurse'

export function isIncludeName(name: string): name is IncludeName {
  return /^_(?:rev)?include(?::(?:iterate|recurse))?$/.test(name)
}

/**
 * Reads `Source:parameter[:Target]`, `Source:*` or `*` (search.html#include). `:recurse` is STU3's name of `:iterate`
 * and is written as such. A `*` alone stands for every reference of the searched type.
 */
export function readInclude(
  name: IncludeName,
  value: string,
  bases: Bases,
  definitions: Definitions,
): Include | Refusal {
  const match = form.exec(value)
  if (!match) return refuse('PARAMETER_INVALID', `a value of ${name} is not valid`)
  const [, source = '', parameter, target] = match
  const direction = name.startsWith('_rev') ? 'revinclude' : 'include'
  const iterate = name.includes(':')
  if (source === '*' && parameter !== undefined && parameter !== '*')
    return refuse('PARAMETER_INVALID', `${name} of any type by name`)
  if (source === '*' || parameter === '*') return readWildcard(direction, iterate, source, target, bases, definitions)
  if (!definitions.isResourceType(source) || parameter === undefined)
    return refuse('PARAMETER_INVALID', `the source of ${name}`)
  const found = definitions.searchParameter(source, parameter)
  if (found?.type !== 'reference') return refuse('PARAMETER_INVALID', `${name} names no reference parameter`)
  if (target === undefined) return { direction, iterate, source, parameter, targets: targetsOf(found), typed: false }
  const possible = definitions.isResourceType(target) && (found.targets.includes('*') || found.targets.includes(target))
  if (!possible) return refuse('PARAMETER_INVALID', `${name} names a target that the reference cannot have`)
  return { direction, iterate, source, parameter, targets: [target], typed: true }
}

function readWildcard(
  direction: Include['direction'],
  iterate: boolean,
  source: string,
  target: string | undefined,
  bases: Bases,
  definitions: Definitions,
): Include | Refusal {
  const searched =
    source === '*' && direction === 'include' && bases !== '*' && bases.length === 1 ? (bases[0] as string) : source
  if (searched !== '*' && !definitions.isResourceType(searched))
    return refuse('PARAMETER_INVALID', 'the source of an include')
  if (target === undefined)
    return { direction, iterate, source: searched, parameter: '*', targets: ['*'], typed: false }
  if (searched === '*') return refuse('PARAMETER_INVALID', 'an include of any type with a target')
  if (!definitions.isResourceType(target)) return refuse('PARAMETER_INVALID', 'the target of an include')
  return { direction, iterate, source: searched, parameter: '*', targets: [target], typed: true }
}
