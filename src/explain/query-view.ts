import type { Pair } from '../fhir/form-pairs.ts'
import type { Criterion, Hop, Include, SearchQuery, SortKey } from '../fhir/search/query.ts'
import { criterionName } from '../fhir/write/search.ts'

/** A search with its values; lists that are empty are left out. */
export interface QueryView {
  readonly criteria?: readonly CriterionView[]
  readonly includes?: readonly Include[]
  readonly sort?: readonly SortView[]
  readonly types?: readonly string[]
  readonly controls?: readonly Pair[]
  readonly closed?: readonly string[]
}

export interface CriterionView {
  /** As it is written in a query: `subject:Patient.name:exact`. */
  readonly name: string
  readonly hops: readonly HopView[]
  readonly parameter: string
  readonly type: string
  readonly modifier?: string
  /** OR-ed. */
  readonly values: readonly string[]
}

export type HopView =
  | { readonly kind: 'chain'; readonly parameter: string; readonly targets: readonly string[]; readonly typed: boolean }
  | { readonly kind: 'has'; readonly type: string; readonly parameter: string }

export interface SortView {
  readonly parameter: string
  readonly descending: boolean
  readonly hops: readonly HopView[]
}

export function viewQuery({ criteria, includes, sort, types, controls, closed }: SearchQuery): QueryView {
  return {
    ...(criteria.length > 0 && { criteria: criteria.map(viewCriterion) }),
    ...(includes.length > 0 && { includes }),
    ...(sort.length > 0 && { sort: sort.map(viewSortKey) }),
    ...(types && { types }),
    ...(controls.length > 0 && { controls }),
    ...(closed.length > 0 && { closed }),
  }
}

function viewCriterion(criterion: Criterion): CriterionView {
  const { hops, parameter, modifier, values } = criterion
  return {
    name: criterionName(criterion),
    hops: hops.map(viewHop),
    parameter: parameter.code,
    type: parameter.type,
    ...(modifier !== undefined && { modifier }),
    values,
  }
}

function viewSortKey({ parameter, descending, hops }: SortKey): SortView {
  return { parameter, descending, hops: hops.map(viewHop) }
}

function viewHop(hop: Hop): HopView {
  return hop.kind === 'has'
    ? { kind: 'has', type: hop.type, parameter: hop.parameter.code }
    : { kind: 'chain', parameter: hop.parameter.code, targets: hop.targets, typed: hop.typed }
}
