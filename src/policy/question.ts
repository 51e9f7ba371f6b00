/** Interactions as rules name them: those of FHIR, and `export` for bulk data. */
export const policyInteractions = [
  ...(['read', 'vread', 'search', 'history', 'create', 'update', 'patch', 'delete'] as const),
  ...(['operation', 'batch', 'transaction', 'export', 'capabilities'] as const),
] as const
export type PolicyInteraction = (typeof policyInteractions)[number]

/** Bulk data is an interaction of its own, whatever it starts from and however it is asked after. @param name without `$`. */
export function operationInteraction(name: string): 'operation' | 'export' {
  return /^export(?:$|-)/.test(name) ? 'export' : 'operation'
}

/** What a policy is asked about: one interaction with resources of one type. */
export interface Question {
  readonly interaction: PolicyInteraction
  /** Absent for what concerns no single type, such as a batch or a search over everything. */
  readonly resourceType: string | undefined
  readonly id: string | undefined
  /** Without `$`. */
  readonly operation: string | undefined
  /** Search parameters by their names without modifier and chain; result parameters (`_include` …) among them. */
  readonly parameters: ReadonlyMap<string, readonly string[]>
  /**
   * `asked`: what the request is about. `along`: what comes with it, such as an include or what an operation gathers.
   * That is judged as the interaction and as a `read`: a permit of either suffices, a deny of either forbids.
   */
  readonly part: 'asked' | 'along'
}

/** What a decision depends on beside request and caller. */
export interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The client's address. */
  readonly address: string
  /** Request headers that rules may look at, in lower case: never credentials. */
  readonly headers: Readonly<Record<string, string>>
}
