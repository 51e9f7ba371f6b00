import type { Interaction } from '../fhir/interaction.ts'
import type { DenialCause, DenialStyle } from '../policy/denial-policy.ts'
import type { Label, StepUp } from '../policy/language.ts'
import type { Denied, Duties, RuleName, ShadowDifference, Verdict } from '../policy/verdict.ts'
import type { InertScope, Permission, ScopeContext } from '../scopes/scope.ts'
import type { Requirement } from './requirement.ts'

/** A requirement and the scope that met it. */
export interface Judged {
  readonly requirement: Requirement
  /** Text of the scope that satisfies it; absent when none does. */
  readonly satisfiedBy?: string
  readonly context?: ScopeContext
}

/** Why, as data: log, audit, metrics, `explain` and shadow mode read it. */
export interface Reason {
  readonly code:
    | 'SCOPE_COVERS'
    | 'SCOPE_MISSING'
    | 'PUBLIC'
    | 'OPERATION_CLOSED'
    | 'PARAMETER_CLOSED'
    | 'SUBSCRIPTION_CLOSED'
    | 'OUTSIDE_COMPARTMENT'
    | 'CANNOT_BE_CONFINED'
    | 'ENTRIES_DECIDED'
    | 'ENTRY_DENIED'
    | 'PARAMETER_REDACTED'
    | Denied['code']
  /** In words, for `explain` and logs: types, permissions and parameter names only, never values or ids. */
  readonly detail: string
  readonly missing?: readonly Requirement[]
  /** Scopes of the token that were left aside, and why. */
  readonly inert?: readonly InertScope[]
}

/** What must be done for a permit to hold. */
export type Obligation =
  /** The request was cut down to what the scopes cover; says what was taken out, in words. */
  | { readonly kind: 'narrow'; readonly removed: readonly string[] }
  /**
   * Only resources of these types may leave (`*` = every type), each by a scope that grants one of `permissions` on its
   * type and reaches it; anything else in the answer is dropped. A type without permissions needs no scope. With `each`,
   * every one of the permissions has to reach it.
   */
  | {
      readonly kind: 'guard'
      readonly types: ReadonlySet<string>
      readonly permissions: ReadonlyMap<string, readonly Permission[]>
      readonly each?: true
    }
  /** The request was kept to one patient's compartment by this parameter. */
  | { readonly kind: 'confine'; readonly patient: string; readonly by: string }
  /** The request, or else its answer, is kept to what these granular scopes cover. */
  | { readonly kind: 'constrain'; readonly by: readonly string[] }
  /** Before anything is sent, the stored version is read and has to be reached by a scope with this permission. */
  | { readonly kind: 'check-stored'; readonly permission: Permission; readonly context: ScopeContext }
  /** The answer's body may not leave (a write without read permission): ask for `return=minimal`, drop what comes. */
  | { readonly kind: 'no-body' }
  /** Bundle.total counts more than may be seen: drop it. */
  | { readonly kind: 'drop-total' }
  /** The policy added these search parameters. */
  | { readonly kind: 'restrict'; readonly by: readonly string[] }
  /** Rules look at each resource. */
  | { readonly kind: 'judge'; readonly elements: readonly string[] | 'all' }
  /** These elements leave changed, or not at all. */
  | { readonly kind: 'redact'; readonly elements: readonly string[] }
  /** No more matches than these leave, without a way to more of them. */
  | { readonly kind: 'max-results'; readonly count: number }
  /**
   * Rows may be hidden: a page is filled with `count` that are not, so that its end tells nothing of the others. The
   * server is asked for pages of `size`, where that is not in the interaction.
   */
  | { readonly kind: 'fill'; readonly count: number; readonly size?: number }
  /** What is written, or leaves, bears these security labels. */
  | { readonly kind: 'add-label'; readonly labels: readonly Label[] }

/** What the policy said, as data for log, metrics, audit and `explain`. */
export interface PolicyTold {
  /** Rules that led to it, the first of them first. */
  readonly rules: readonly RuleName[]
  readonly indeterminate: readonly RuleName[]
  readonly shadow: readonly ShadowDifference[]
  readonly audit: Duties['audit']
  readonly notify: readonly string[]
}

/** How far a permit of the policy reaches: what the road asks of it about single resources. */
export interface PolicyReach {
  /** Of resources of a type that leave with the answer, wherever in it they are. */
  leaving(type: string): Verdict
  /** Why a resource that is there may not be touched by this interaction; undefined when it may. */
  stored(resource: unknown): Denied | undefined
  /** The same of what is to be written in its place. */
  written(resource: unknown): Denied | undefined
  /** The interaction as the caller may know of it: narrowed to the scopes, without what the policy added. */
  readonly shown: Interaction
  /** The criteria that the policy added, as text: a page goes on from a search with the same ones only. */
  readonly added: string
}

export interface Permit {
  readonly effect: 'permit'
  /** What may be sent: the client's interaction, narrowed. */
  readonly interaction: Interaction
  readonly reason: Reason
  readonly requirements: readonly Judged[]
  readonly obligations: readonly Obligation[]
  /** batch and transaction: one decision per entry, by index; undefined for an entry that could not be read. */
  readonly entries?: readonly (Decision | undefined)[]
  /** Absent where no policy was asked. */
  readonly policy?: PolicyTold
  readonly reach?: PolicyReach
}

export interface Deny {
  readonly effect: 'deny'
  readonly interaction: Interaction
  readonly cause: DenialCause
  readonly reason: Reason
  readonly requirements: readonly Judged[]
  readonly entries?: readonly (Decision | undefined)[]
  /** Of a transaction: the entry for which it is denied. */
  readonly entry?: Interaction
  readonly policy?: PolicyTold
  /** How the rule that denies wants it to look; absent = the policy's `denial` decides. */
  readonly style?: DenialStyle
  /** The login that would do (RFC 9470 §3). */
  readonly stepUp?: StepUp
}

/** Never a boolean: permit with obligations, or deny with a reason. */
export type Decision = Permit | Deny
