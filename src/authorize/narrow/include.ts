import type { Definitions } from '../../fhir/definitions/definitions.ts'
import { concreteTypes, targetsOf } from '../../fhir/search/parameters.ts'
import type { Include } from '../../fhir/search/query.ts'
import type { Holds } from './narrow.ts'

/**
 * The includes that are left of one: itself when all it can return is permitted, else one for each permitted target,
 * or none. `*` is spelled out as the references of its source.
 */
export function narrowInclude(include: Include, holds: Holds, definitions: Definitions): readonly Include[] {
  if (include.direction === 'revinclude') return holds(include.source, 's') ? [include] : []
  if (include.targets.every((type) => holds(type, 'r'))) return [include]
  if (include.source === '*' || include.typed) return []
  if (include.parameter === '*') return spellOut(include, holds, definitions)
  return concreteTypes(definitions, include.targets)
    .filter((type) => holds(type, 'r'))
    .map((type) => ({ ...include, targets: [type], typed: true }))
}

function spellOut(include: Include, holds: Holds, definitions: Definitions): readonly Include[] {
  return (
    definitions
      .searchParameters(include.source)
      // `_in` of R5 is a reference by its type alone: what it leads to does not stand in the resource.
      .filter(({ type, code }) => type === 'reference' && !code.startsWith('_'))
      .flatMap((parameter) => {
        const one: Include = { ...include, parameter: parameter.code, targets: targetsOf(parameter) }
        return narrowInclude(one, holds, definitions)
      })
  )
}
