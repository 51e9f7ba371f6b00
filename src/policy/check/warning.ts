import type { Rule } from '../language.ts'

/** Something about a rule that is allowed, and probably not meant. */
export interface RuleWarning {
  readonly rule: Rule
  readonly what: string
  readonly expected: string
}

/** All rules of a policy, those of tenants with the name of the tenant. */
export interface PlacedRule {
  readonly rule: Rule
  readonly tenant: string | undefined
}
