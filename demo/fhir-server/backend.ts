import type { Definitions } from '../../src/fhir/definitions/definitions.ts'
import type { FhirRequest } from './message.ts'
import type { Pages } from './pages.ts'
import type { SearchContext } from './search/context.ts'
import type { Store } from './store.ts'

/** What every handler works on. */
export interface Backend {
  readonly definitions: Definitions
  readonly store: Store
  readonly pages: Pages
}

export function contextOf({ definitions, store }: Backend, { base }: FhirRequest): SearchContext {
  return { definitions, store, base }
}
