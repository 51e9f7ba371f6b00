import type { Obligation, PolicyTold, Reason } from '../authorize/decision.ts'
import type { RequirementRole } from '../authorize/requirement.ts'
import type { RefusalCode } from '../fhir/refusal.ts'
import type { DenialCause, DenialStyle } from '../policy/denial-policy.ts'
import type { Rule } from '../policy/language.ts'
import type { Trace } from '../policy/trace.ts'
import type { InertScope, Permission, ScopeContext } from '../scopes/scope.ts'
import type { InteractionView } from './interaction-view.ts'
import type { Plain } from './plain-json.ts'

/** What is made of one request, as data that JSON can hold. Unlike a log it shows values and ids: who asks typed them. */
export interface Explanation extends Judgement {
  /** What is sent to the FHIR server; absent when nothing is. */
  readonly upstream?: UpstreamView
  /** batch and transaction: what is made of each entry, in order. */
  readonly entries?: readonly EntryExplanation[]
  readonly caller?: CallerView
  /** What the caller was taken for, against what was given. */
  readonly notice?: string
  /** Whether the given resources would leave, if the answer held them. */
  readonly resources?: readonly ResourceVerdict[]
  readonly policy: PolicyView
}

export interface PolicyView {
  readonly name: string
  readonly version: string | null
  /** Every rule, as it stands to the request before there is a resource; of a Bundle, to the Bundle as such. */
  readonly rules: readonly RuleView[]
}

export interface RuleView {
  readonly id: string
  readonly effect: Rule['effect']
  /** Pending: only the resource tells. Indeterminate: it asks for what is absent. */
  readonly state: Trace['state']
  /** Where in the rule it failed or stopped: `match.roles`, `when.all[1].eq`. */
  readonly at?: string
  /** Of a rule that has no effect. */
  readonly mode?: 'shadow'
  readonly file: string
  readonly line: number
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
  /** How the rules stand to this entry; absent where there are none. */
  readonly rules?: readonly RuleView[]
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
  /** Rules of the policy that led to it, rules that asked for what is absent, and what rules in shadow mode would change. */
  readonly policy?: { readonly rules: readonly string[]; readonly indeterminate: readonly string[] } & Pick<
    PolicyTold,
    'shadow' | 'audit' | 'notify'
  >
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
  /** Roles that the policy gives; absent where it has none. */
  readonly roles?: readonly string[]
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
  /** Why the policy keeps it back. */
  readonly reason?: { readonly code: string; readonly detail: string }
  /** Elements that leave changed, or not at all. */
  readonly redacted?: readonly string[]
  /** How the rules stand to it; absent where they were not asked. */
  readonly rules?: readonly RuleView[]
}
