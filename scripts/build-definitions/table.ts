import type { FhirVersion, SearchParameter } from '../../src/fhir/definitions/definitions.ts'
import type { DefinitionsTable, ParameterRow } from '../../src/fhir/definitions/table.ts'
import { compartmentsOf } from './compartments.ts'
import { operationsOf } from './operations.ts'
import { referencesOf } from './references.ts'
import { resourceTypesOf } from './resource-types.ts'
import { commonParameters, parametersOf } from './search-parameters.ts'
import { readSource } from './sources.ts'

/** Compiles the definitions of one version. */
export function compileTable(version: FhirVersion): DefinitionsTable {
  const source = readSource(version)
  const types = resourceTypesOf(source.structures)
  const pool = targetsPool()
  const rowOf = ({ code, type, targets, expression }: SearchParameter): ParameterRow =>
    expression === undefined ? [code, type, pool.indexOf(targets)] : [code, type, pool.indexOf(targets), expression]

  const parameters: Record<string, ParameterRow[]> = {}
  const references: Record<string, DefinitionsTable['references'][string]> = {}
  for (const type of types.concrete) {
    const structure = types.structures.get(type)!
    const found = referencesOf(structure, types)
    parameters[type] = parametersOf(structure, source.searchParameters, found, types).map(rowOf)
    references[type] = found.map(({ path, kind, targets }) => [path, kind, pool.indexOf(targets)])
  }
  return {
    version,
    types: types.concrete,
    common: commonParameters(source.searchParameters, types).map(rowOf),
    parameters,
    references,
    compartments: compartmentsOf(source.compartments),
    operations: operationsOf(source.operations, version === 'R4' ? readSource('R4B').operations : [], types),
    targets: pool.sets,
  }
}

/** Gives equal sets of types one index. */
function targetsPool() {
  const sets: (readonly string[])[] = []
  const known = new Map<string, number>()
  const indexOf = (targets: readonly string[]): number => {
    const key = targets.join()
    const at = known.get(key)
    if (at !== undefined) return at
    known.set(key, sets.length)
    return sets.push(targets) - 1
  }
  indexOf([])
  return { sets, indexOf }
}
