/** The contexts of SMART App Launch 2.2, "Scopes for requesting FHIR Resources"; the narrowest first. */
export const scopeContexts = ['patient', 'user', 'system'] as const
export type ScopeContext = (typeof scopeContexts)[number]

/** c create · r read · u update · d delete · s search. */
export type Permission = 'c' | 'r' | 'u' | 'd' | 's'

/** One parsed SMART resource scope. v1 scopes are held in their v2 meaning. */
export interface Scope {
  /** As the token spelled it. */
  readonly text: string
  readonly context: ScopeContext
  /** A resource type of the FHIR version, or `*`. */
  readonly type: string
  readonly permissions: ReadonlySet<Permission>
  /** The `?param=value` part of a granular scope: AND of criteria, values OR-ed by comma. Empty = unconstrained. */
  readonly constraints: readonly { readonly parameter: string; readonly value: string }[]
}

/** A scope that grants nothing, and why: read by logs, metrics and `explain`. */
export interface InertScope {
  readonly text: string
  readonly why:
    | 'not-a-resource-scope'
    | 'malformed'
    | 'unknown-type'
    | 'no-patient-context'
    | 'constraint-not-evaluable'
}

export function isInertScope(read: Scope | InertScope): read is InertScope {
  return 'why' in read
}

/**
 * A scope as SMART v2 spells it: `writeScope('user', 'Observation', new Set('sr'))` is `user/Observation.rs`
 * (SMART App Launch 2.2, "Scopes for requesting FHIR Resources": the letters of `cruds` in that order).
 *
 * @param permissions at least one.
 */
export function writeScope(context: ScopeContext, type: string, permissions: ReadonlySet<Permission>): string {
  const letters = (['c', 'r', 'u', 'd', 's'] as const).filter((letter) => permissions.has(letter))
  return `${context}/${type}.${letters.join('')}`
}
