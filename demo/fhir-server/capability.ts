import type { Definitions } from '../../src/fhir/definitions/definitions.ts'
import { type FhirAnswer, internalsMarker } from './message.ts'

const FHIR_VERSIONS = { R4: '4.0.1', R4B: '4.3.0', R5: '5.0.0' } as const
const INTERACTIONS = [
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
]
const OPERATIONS = [
  ['Patient', 'everything'],
  ['Encounter', 'everything'],
  ['Observation', 'lastn'],
  ['Resource', 'validate'],
  ['Resource', 'meta'],
] as const

/** The CapabilityStatement (http.html#capabilities), written from the tables. */
export function capabilities(definitions: Definitions, base: string): FhirAnswer {
  const resource = [...definitions.resourceTypes].map((type) => resourceEntry(definitions, type))
  const interaction = ['transaction', 'batch', 'search-system', 'history-system'].map((code) => ({ code }))
  const body = {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2024-01-01',
    kind: 'instance',
    software: { name: `Embedded FHIR server (${internalsMarker})` },
    implementation: { description: 'In-memory server for demonstrations and tests', url: base },
    fhirVersion: FHIR_VERSIONS[definitions.version],
    format: ['application/fhir+json', 'json'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json'],
    rest: [{ mode: 'server', resource, interaction }],
  }
  return { status: 200, headers: {}, body }
}

function resourceEntry(definitions: Definitions, type: string) {
  const parameters = definitions.searchParameters(type)
  const operation = OPERATIONS.filter(([of]) => of === type || of === 'Resource').map(([of, name]) => ({
    name,
    definition: `http://hl7.org/fhir/OperationDefinition/${of}-${name}`,
  }))
  return {
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    interaction: INTERACTIONS.map((code) => ({ code })),
    versioning: 'versioned-update',
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: true,
    conditionalDelete: 'single',
    searchInclude: ['*', ...parameters.filter((one) => one.type === 'reference').map(({ code }) => `${type}:${code}`)],
    searchRevInclude: ['*'],
    searchParam: parameters.map((one) => ({ name: one.code, type: one.type })),
    operation,
  }
}
