import type { DenialStyle } from './denial-policy.ts'
import type { Label, Place, Redaction, StepUp } from './language.ts'

/** A rule that had a say, for logs, metrics, audit and `explain`. */
export interface RuleName {
  readonly id: string
  readonly place: Place
}

/** What one set of rules says to a question. */
export type Verdict = Permitted | Denied

interface Told {
  /** Rules that led to the verdict: all permits that fit, or all denies that do. */
  readonly rules: readonly RuleName[]
  /** Rules that asked for an attribute that is absent: such a permit does not apply, such a deny does. */
  readonly indeterminate: readonly RuleName[]
  /** What rules in shadow mode would have changed. */
  readonly shadow: readonly ShadowDifference[]
}

export interface Permitted extends Told {
  readonly effect: 'permit'
  readonly obligations: Duties
  /** What may be redacted in some resource, before there is one; absent: what `obligations` say. */
  readonly mayRedact?: readonly Redaction[]
  /** Ids of the patients in whose compartments alone anything can be permitted; absent: that is not said. */
  readonly patients?: readonly string[]
  /** There are rules that look at the resource: each one has to be judged by itself. Absent: all are permitted. */
  readonly judge: ResourceJudge | undefined
}

export interface Denied extends Told {
  readonly effect: 'deny'
  readonly code: 'POLICY_NO_RULE' | 'POLICY_RULE' | 'CLIENT_REFUSED' | 'STEP_UP_NEEDED' | 'OBLIGATION_IMPOSSIBLE'
  /** In words; rule ids and key names only, never values. */
  readonly detail: string
  /** The strictest style that the denying rules ask for; absent = the policy's `denial` decides. */
  readonly style: DenialStyle | undefined
  /** The login that is needed, for the challenge (RFC 9470 §3). */
  readonly stepUp: StepUp | undefined
}

/** Obligations of all rules that permit, joined: the stricter of two wins. Values are filled in. */
export interface Duties {
  readonly narrow: readonly { readonly parameter: string; readonly value: string }[]
  readonly redact: readonly Redaction[]
  readonly maxResults: number | undefined
  readonly addLabels: readonly Label[]
  readonly notify: readonly string[]
  readonly audit: 'minimal' | 'comprehensive'
}

export interface ResourceJudge {
  /** The outermost elements that the rules look at; `all` when it cannot be told. */
  readonly elements: readonly string[] | 'all'
  /** @param resource parsed JSON; the elements named are enough. */
  judge(resource: unknown): Verdict
}

/** A rule in shadow mode, and what it would have made of the verdict. */
export interface ShadowDifference {
  /** Its id; of a policy that is wholly in shadow mode the rule that would decide, `none` where no rule permits. */
  readonly rule: string
  readonly from: 'permit' | 'deny'
  readonly to: 'permit' | 'deny'
}
