import { readFileSync } from 'node:fs'
import type { Definitions, FhirVersion, OperationDefinition } from '../../fhir/definitions/definitions.ts'
import { type DefinitionsTable, definitionsFrom } from '../../fhir/definitions/table.ts'
import type { Config } from '../config.ts'

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
  const file = new URL(`../../fhir/definitions/${version.toLowerCase()}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}

type SiteDefinitions = Pick<Config['upstream'], 'fhirVersion' | 'searchParameters' | 'operations'>

/** The FHIR version's definitions with the search parameters and operations that the site adds to them. */
export function loadSiteDefinitions({ upstream }: { readonly upstream: SiteDefinitions }): Definitions {
  const definitions = definitionsFrom(readTable(upstream.fhirVersion), upstream.searchParameters)
  const own: readonly OperationDefinition[] = upstream.operations.map(({ parameters, ...operation }) => ({
    ...operation,
    // Only primitives can be sent in a query, and the site names what may be.
    parameters: parameters.map((name) => ({ name, type: 'string' })),
  }))
  if (own.length === 0) return definitions
  return {
    ...definitions,
    operations: (name) => [...own.filter((each) => each.name === name), ...definitions.operations(name)],
  }
}
