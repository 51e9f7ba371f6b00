import type { FhirVersion, SearchParameterType } from '../../src/fhir/definitions/definitions.ts'

/** The parts of the conformance resources that the tables are made of. */
export interface StructureDefinition {
  readonly resourceType: 'StructureDefinition'
  readonly id: string
  readonly version: string
  readonly type: string
  readonly kind: string
  readonly abstract: boolean
  readonly derivation?: string
  readonly baseDefinition?: string
  readonly snapshot: { readonly element: readonly ElementDefinition[] }
}

export interface ElementDefinition {
  readonly path: string
  readonly max?: string
  /** Where the element is inherited from. */
  readonly base?: { readonly path: string }
  /** `#Questionnaire.item`: this element is made as that one is. */
  readonly contentReference?: string
  readonly type?: readonly { readonly code: string; readonly targetProfile?: readonly string[] }[]
}

export interface SearchParameterSource {
  readonly resourceType: 'SearchParameter'
  readonly id: string
  readonly version: string
  readonly code: string
  readonly type: SearchParameterType
  readonly base?: readonly string[]
  readonly expression?: string
  readonly target?: readonly string[]
}

export interface CompartmentSource {
  readonly resourceType: 'CompartmentDefinition'
  readonly id: string
  readonly version: string
  readonly code: string
  readonly resource: readonly { readonly code: string; readonly param?: readonly string[] }[]
}

export interface OperationSource {
  readonly resourceType: 'OperationDefinition'
  readonly id: string
  readonly version: string
  readonly kind: 'operation' | 'query'
  readonly code: string
  readonly affectsState?: boolean
  readonly system: boolean
  readonly type: boolean
  readonly instance: boolean
  readonly resource?: readonly string[]
  readonly parameter?: readonly { readonly name: string; readonly use: 'in' | 'out'; readonly type?: string }[]
}

export type Conformance = StructureDefinition | SearchParameterSource | CompartmentSource | OperationSource

/** What one version's specification defines, each list in order of id. */
export interface Source {
  readonly version: FhirVersion
  readonly structures: readonly StructureDefinition[]
  readonly searchParameters: readonly SearchParameterSource[]
  readonly compartments: readonly CompartmentSource[]
  readonly operations: readonly OperationSource[]
}
