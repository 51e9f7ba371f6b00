/** The FHIR versions whose definition tables are compiled into `src/fhir/definitions/*.json`. */
export type FhirVersion = 'R4' | 'R4B' | 'R5'

export type SearchParameterType =
  | 'number'
  | 'date'
  | 'string'
  | 'token'
  | 'reference'
  | 'composite'
  | 'quantity'
  | 'uri'
  | 'special'

/** The resource types that own a compartment (CompartmentDefinition.code). */
export type CompartmentType = 'Patient' | 'Encounter' | 'RelatedPerson' | 'Practitioner' | 'Device'

export type OperationLevel = 'system' | 'type' | 'instance'

/** One SearchParameter as it applies to one base type. */
export interface SearchParameter {
  readonly code: string
  readonly type: SearchParameterType
  /** The FHIRPath expression for this base alone (unions of other bases removed); absent for `_text`, `_filter` … */
  readonly expression?: string
  /** For `reference` parameters: the types that the reference may point to. `['*']` means any type. */
  readonly targets: readonly string[]
}

/** One OperationDefinition of the specification. */
export interface OperationDefinition {
  /** Without the `$`. */
  readonly name: string
  readonly affectsState: boolean
  readonly levels: readonly OperationLevel[]
  /** Resource types it is defined on; `['*']` for `Resource`, empty for system-only operations. */
  readonly types: readonly string[]
  /** Names and types of its `in` parameters (`type` as in OperationDefinition.parameter.type). */
  readonly parameters: readonly { readonly name: string; readonly type: string }[]
}

/** A path at which a resource type holds a Reference or canonical, with the types it may point to. */
export interface ReferencePath {
  /** Dotted element path below the resource, e.g. `participant.individual`; choice types as `value[x]`. */
  readonly path: string
  readonly kind: 'Reference' | 'canonical'
  readonly targets: readonly string[]
}

/**
 * What the gateway knows of one FHIR version: pure look-ups over the compiled table.
 * Names are exact and case-sensitive (FHIR http.html#root).
 */
export interface Definitions {
  readonly version: FhirVersion
  /** All concrete resource types. */
  readonly resourceTypes: ReadonlySet<string>
  isResourceType(name: string): boolean
  /** The parameter `code` on `type`; parameters of `Resource`/`DomainResource` (`_id`, `_lastUpdated` …) are found on every type. */
  searchParameter(type: string, code: string): SearchParameter | undefined
  /** All parameters that can be used on `type`, those of `Resource` included. */
  searchParameters(type: string): readonly SearchParameter[]
  /**
   * The parameters by which `type` belongs to `compartment` (`{def}` = the resource itself).
   * Empty when the type is outside that compartment.
   */
  compartmentParameters(compartment: CompartmentType, type: string): readonly string[]
  /** Operations with this name (several definitions may share a name, e.g. `validate-code`). */
  operations(name: string): readonly OperationDefinition[]
  referencePaths(type: string): readonly ReferencePath[]
}
