/** A FHIR resource in its JSON form (json.html). */
export interface Resource {
  readonly resourceType: string
  readonly id?: string
  readonly meta?: Meta
  readonly [element: string]: unknown
}

export interface Meta {
  readonly versionId?: string
  readonly lastUpdated?: string
  readonly tag?: readonly Coding[]
  readonly security?: readonly Coding[]
  readonly profile?: readonly string[]
}

export interface Coding {
  readonly system?: string
  readonly code?: string
  readonly display?: string
}

export type JsonObject = { readonly [name: string]: unknown }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isResource(value: unknown): value is Resource {
  return isObject(value) && typeof value.resourceType === 'string'
}

/** The members of a JSON list, or the one value, or nothing. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}
