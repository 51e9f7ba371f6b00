import type { SearchParameter } from '../definitions/definitions.ts'

/**
 * A search, as FHIR's grammar reads it (search.html): a list of AND-ed criteria, what rides along, and how the
 * result is shaped. It is the only thing the upstream query is written from.
 */
export interface SearchQuery {
  readonly criteria: readonly Criterion[]
  readonly includes: readonly Include[]
  readonly sort: readonly SortKey[]
  /** `_type` of a system or whole-compartment search; absent = every type. */
  readonly types?: readonly string[]
  /** `_count`, `_total`, `_summary`, `_elements`, `_pretty` …: name and checked value, in the client's order. */
  readonly controls: readonly { readonly name: string; readonly value: string }[]
  /**
   * Parameters that were understood but are closed to every caller (`_filter`, `_query`, `_contained` …), by name.
   * They are never written: a decision on a query that has any is a deny.
   */
  readonly closed: readonly string[]
}

/** One step that leaves the searched type: a chain (`subject:Patient.`) or a reverse chain (`_has:Observation:patient:`). */
export type Hop =
  | {
      readonly kind: 'chain'
      readonly parameter: SearchParameter
      /** The types the chain may reach: one when typed, else all declared targets (`['*']` = any). */
      readonly targets: readonly string[]
      readonly typed: boolean
    }
  | { readonly kind: 'has'; readonly type: string; readonly parameter: SearchParameter }

export interface Criterion {
  readonly hops: readonly Hop[]
  /** The parameter tested at the end of the hops. */
  readonly parameter: SearchParameter
  /** A modifier such as `exact`, `missing`, or a resource type on a reference. Without the colon. */
  readonly modifier?: string
  /** OR-ed values, FHIR escapes (`\,` `\|` `\$` `\\`) kept as sent. Never empty. */
  readonly values: readonly string[]
}

export interface Include {
  readonly direction: 'include' | 'revinclude'
  readonly iterate: boolean
  /** `*` for `_include=*`. */
  readonly source: string
  /** `*` for every reference parameter of the source. */
  readonly parameter: string
  /** As the client restricted it (third part), or all declared targets. `['*']` = any. */
  readonly targets: readonly string[]
  readonly typed: boolean
}

export interface SortKey {
  readonly descending: boolean
  /** Chain hops of a chained sort; usually empty. */
  readonly hops: readonly Hop[]
  /** Parameter code, `_id`, `_lastUpdated` or `_score`. */
  readonly parameter: string
}
