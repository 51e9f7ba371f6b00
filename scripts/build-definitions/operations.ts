import type { OperationDefinition, OperationLevel } from '../../src/fhir/definitions/definitions.ts'
import type { ResourceTypes } from './resource-types.ts'
import type { OperationSource } from './source.ts'
import { compare } from './sources.ts'

/**
 * The operations of one version. R4's definitions do not say whether they affect state; R4B's of the same id do
 * (`successors`). One that no definition speaks of is taken to affect it.
 */
export function operationsOf(
  sources: readonly OperationSource[],
  successors: readonly OperationSource[],
  types: ResourceTypes,
): OperationDefinition[] {
  const said = new Map(successors.map((source) => [source.id, source.affectsState]))
  return sources
    .filter(({ kind }) => kind === 'operation')
    .map((source) => ({
      name: source.code,
      affectsState: source.affectsState ?? said.get(source.id) ?? true,
      levels: levelsOf(source),
      types: source.type || source.instance ? types.expand(source.resource ?? []) : [],
      parameters: inParameters(source),
    }))
    .sort((a, b) => compare(a.name, b.name))
}

function levelsOf({ system, type, instance }: OperationSource): OperationLevel[] {
  const levels: OperationLevel[] = []
  if (system) levels.push('system')
  if (type) levels.push('type')
  if (instance) levels.push('instance')
  return levels
}

/** A parameter made of parts has no type: it is given as the empty string. */
function inParameters({ parameter = [] }: OperationSource): { name: string; type: string }[] {
  return parameter.filter(({ use }) => use === 'in').map(({ name, type = '' }) => ({ name, type }))
}
