import { readFileSync } from 'node:fs'
import type { Definitions, FhirVersion } from '../fhir/definitions.ts'
import { type DefinitionsTable, definitionsFrom } from '../fhir/definitions-table.ts'

const loaded = new Map<FhirVersion, Definitions>()

/** The specification's definitions of one FHIR version, read once per process from the tables beside the code. */
export function loadDefinitions(version: FhirVersion): Definitions {
  const known = loaded.get(version)
  if (known !== undefined) return known
  const definitions = definitionsFrom(readTable(version))
  loaded.set(version, definitions)
  return definitions
}

/** The bare table, for those who add a site's own search parameters to it with `definitionsFrom`. */
export function readTable(version: FhirVersion): DefinitionsTable {
  const file = new URL(`../fhir/definitions/${version.toLowerCase()}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}
