import type { Resource } from '../../demo/fhir-server/resource.ts'

/** What a resource holds, without its type and id. */
export type Content = Omit<Resource, 'resourceType'>

/** One resource with all its versions; a version without content is a deletion. */
export interface Record {
  readonly type: string
  readonly id: string
  readonly versions: readonly { readonly at: string; readonly resource?: Content }[]
}

/** Everything that is stored, in the order of its writing. */
export type World = readonly Record[]

/** Two worlds that a caller must not be able to tell apart. */
export interface Pair {
  readonly left: World
  readonly right: World
}
