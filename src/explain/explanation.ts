import type { Obligation, Reason } from '../authorize/decision.ts'
import type { RequirementRole } from '../authorize/requirement.ts'
import type { RefusalCode } from '../fhir/refusal.ts'
import type { DenialCause, DenialStyle } from '../policy/denial-policy.ts'
import type { InertScope, Permission, ScopeContext } from '../scopes/scope.ts'
import type { InteractionView } from './interaction-view.ts'
import type { Plain } from './plain.ts'

/** What is made of one request, as data that JSON can hold. Unlike a log it shows values and ids: who asks typed them. */
export interface Explanation extends Judgement {
  /** What is sent to the FHIR server; absent when nothing is. */
  readonly upstream?: UpstreamView
  /** batch and transaction: what is made of each entry, in order. */
  readonly entries?: readonly EntryExplanation[]
  readonly caller?: CallerView
  /** Whether the given resources would leave, if the answer held them. */
  readonly resources?: readonly ResourceVerdict[]
  readonly policy: { readonly name: string; readonly version: string | null; readonly rules: readonly string[] }
}

export interface Judgement {
  /** Absent when the request could not be read, or was not: nobody reads it before the caller is known. */
  readonly interaction?: InteractionView
  readonly refusal?: RefusalView
  readonly requirements: readonly RequirementView[]
  readonly decision: DecisionView
  /** How the caller is told of a deny. */
  readonly denial?: DenialView
}

export interface EntryExplanation extends Judgement {
  /** `Bundle.entry.request` as it is sent; absent when the entry is not. */
  readonly upstream?: Readonly<Record<string, string>>
}

export interface RefusalView {
  readonly code: RefusalCode
  readonly status: number
  /** OperationOutcome.issue.code. */
  readonly issue: string
  readonly detail: string
  readonly entry?: number
}

export interface RequirementView {
  readonly resourceType: string
  readonly permission: Permission
  /** Of a Bundle's entry `entry[i]` for its target, else `entry[i].chained` and so on. */
  readonly role: RequirementRole | `entry[${number}]` | `entry[${number}].${RequirementRole}`
  /** The scope that meets it; absent when none does. */
  readonly satisfiedBy?: string
  readonly context?: ScopeContext
}

export interface DecisionView {
  readonly effect: 'permit' | 'deny'
  readonly cause?: DenialCause
  readonly reason: Omit<Plain<Reason>, 'code'> & { readonly code: string }
  readonly obligations: readonly Plain<Obligation>[]
}

export interface DenialView {
  readonly status: number
  /** `refused`: not understood; `unauthenticated`: the token is not accepted. Neither is the policy's to choose. */
  readonly style: DenialStyle | 'refused' | 'unauthenticated'
  readonly wwwAuthenticate?: string
}

export interface UpstreamView {
  readonly method: string
  readonly url: string
  /** Without what the gateway adds to every request; a credential is `***`. */
  readonly headers: Readonly<Record<string, string>>
  /** The body of a search by POST. */
  readonly form?: string
  /** Bytes of any other body; absent when it is made of what is stored. */
  readonly bytes?: number
}

export interface CallerView {
  readonly issuer: string
  readonly subject?: string
  readonly client?: string
  readonly patient?: string
  /** Scopes that are granted. */
  readonly scopes: readonly string[]
  /** Scopes that are left aside, and why. */
  readonly inert: readonly InertScope[]
}

export interface ResourceVerdict {
  readonly file: string
  readonly resourceType: string
  readonly id?: string
  readonly leaves: boolean
}
