import { expressionFor } from '../path-syntax.ts'
import type {
  CompartmentType,
  Definitions,
  FhirVersion,
  OperationDefinition,
  ReferencePath,
  SearchParameter,
  SearchParameterType,
} from './definitions.ts'

/** A set of resource types, as its index in `DefinitionsTable.targets`; 0 is the empty set. */
type TargetsIndex = number
export type ParameterRow = readonly [
  code: string,
  type: SearchParameterType,
  targets: TargetsIndex,
  expression?: string,
]
export type ReferenceRow = readonly [path: string, kind: ReferencePath['kind'], targets: TargetsIndex]

/**
 * The shape of `definitions/*.json`, written by `scripts/build-definitions`.
 * Sets of targets are shared, because the same few occur hundreds of times.
 */
export interface DefinitionsTable {
  readonly version: FhirVersion
  readonly types: readonly string[]
  readonly targets: readonly (readonly string[])[]
  /** Parameters of `Resource` and `DomainResource`. */
  readonly common: readonly ParameterRow[]
  readonly parameters: Readonly<Record<string, readonly ParameterRow[]>>
  readonly compartments: Readonly<Record<CompartmentType, Readonly<Record<string, readonly string[]>>>>
  readonly operations: readonly OperationDefinition[]
  readonly references: Readonly<Record<string, readonly ReferenceRow[]>>
}

/** A SearchParameter that a site adds to those of the specification (SearchParameter.base, .code, .type, .expression, .target). */
export interface SiteSearchParameter {
  readonly base: readonly string[]
  readonly code: string
  readonly type: SearchParameterType
  readonly expression?: string | undefined
  readonly targets?: readonly string[]
}

const NOTHING: readonly never[] = []
const ANY_TYPE: readonly string[] = ['*']

/**
 * Look-ups over one table. What a type needs is unpacked when it is first asked for, so loading stays cheap; after
 * that every look-up is one or two Map reads and allocates nothing. Unknown names find nothing and leave no trace.
 *
 * A site's parameter never replaces one of the specification: compartments rest on those.
 */
export function definitionsFrom(table: DefinitionsTable, extra: readonly SiteSearchParameter[] = []): Definitions {
  const resourceTypes: ReadonlySet<string> = new Set(table.types)
  const common = table.common.map((row) => parameterOf(row, table))
  const operations = byName(table.operations)
  const compartments = new Map(
    Object.entries(table.compartments).map(([owner, of]) => [owner, new Map(Object.entries(of))]),
  )

  const parametersOf = unpackedOnce(resourceTypes, (type) => {
    const found = new Map<string, SearchParameter>()
    for (const row of table.parameters[type] ?? NOTHING) found.set(row[0], parameterOf(row, table))
    for (const parameter of common) if (!found.has(parameter.code)) found.set(parameter.code, parameter)
    for (const site of extra) {
      if (site.base.includes(type) && !found.has(site.code)) found.set(site.code, siteParameterOf(site, type))
    }
    return { byCode: found, all: [...found.values()] }
  })
  const referencesOf = unpackedOnce(resourceTypes, (type) =>
    (table.references[type] ?? NOTHING).map(([path, kind, at]) => ({ path, kind, targets: table.targets[at]! })),
  )

  return {
    version: table.version,
    resourceTypes,
    isResourceType: (name) => resourceTypes.has(name),
    searchParameter: (type, code) => parametersOf(type)?.byCode.get(code),
    searchParameters: (type) => parametersOf(type)?.all ?? NOTHING,
    compartmentParameters: (compartment, type) => compartments.get(compartment)?.get(type) ?? NOTHING,
    operations: (name) => operations.get(name) ?? NOTHING,
    referencePaths: (type) => referencesOf(type) ?? NOTHING,
  }
}

function unpackedOnce<T>(types: ReadonlySet<string>, unpack: (type: string) => T): (type: string) => T | undefined {
  const unpacked = new Map<string, T>()
  return (type) => {
    const found = unpacked.get(type)
    if (found !== undefined || !types.has(type)) return found
    const fresh = unpack(type)
    unpacked.set(type, fresh)
    return fresh
  }
}

function byName(operations: readonly OperationDefinition[]): Map<string, OperationDefinition[]> {
  const found = new Map<string, OperationDefinition[]>()
  for (const operation of operations) found.set(operation.name, [...(found.get(operation.name) ?? []), operation])
  return found
}

function parameterOf([code, type, targets, expression]: ParameterRow, table: DefinitionsTable): SearchParameter {
  const known = { code, type, targets: table.targets[targets]! }
  return expression === undefined ? known : { ...known, expression }
}

function siteParameterOf(site: SiteSearchParameter, base: string): SearchParameter {
  const targets = site.targets ?? (site.type === 'reference' ? ANY_TYPE : NOTHING)
  const expression = site.expression === undefined ? undefined : expressionFor(base, site.expression)
  const known = { code: site.code, type: site.type, targets }
  return expression === undefined ? known : { ...known, expression }
}
