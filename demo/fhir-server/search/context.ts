import type { Definitions } from '../../../src/fhir/definitions/definitions.ts'
import type { Store } from '../store.ts'

/** What evaluating a search needs besides the resource. */
export interface SearchContext {
  readonly definitions: Definitions
  readonly store: Store
  /** Absolute references below it are the server's own. */
  readonly base: string
}
