import type { DenialStyle } from './denial-policy.ts'
import type { PolicyInteraction } from './question.ts'

/**
 * The policy language as values: what a policy file says after it was read and checked, before it is compiled.
 * An absent key means "any"; an empty list is refused when the file is read, so it never means anything here.
 */
export interface PolicyDocument {
  readonly name: string
  readonly version: string | undefined
  readonly defaults: Defaults
  readonly sets: Sets
  readonly roles: Readonly<Record<string, Role>>
  readonly clients: Readonly<Record<string, Client>>
  readonly limits: Limits
  /** Absent: the file has no rules, and the scopes decide alone. */
  readonly rules: readonly Rule[] | undefined
  readonly tenants: Readonly<Record<string, Tenant>>
}

export interface Defaults {
  /** IANA name of the zone that schedules are meant in. */
  readonly timezone: string
  readonly mode: Mode
}

/** `shadow`: evaluated and reported, without any effect. */
export type Mode = 'enforce' | 'shadow' | 'off'

/** Lists with a name, usable wherever a list of their kind is expected. */
export interface Sets {
  /** CIDRs. */
  readonly networks: Readonly<Record<string, readonly string[]>>
  readonly schedules: Readonly<Record<string, readonly Window[]>>
  readonly resources: Readonly<Record<string, readonly string[]>>
}

/** Hours of some days of the week; one that ends before it begins ends on the next day. */
export interface Window {
  /** 0 = Sunday … 6 = Saturday. */
  readonly days: readonly number[]
  /** Minutes after midnight; `to` is the first that is no longer inside, at most 1440. */
  readonly from: number
  readonly to: number
}

export interface Role {
  readonly from: Condition
  readonly inherits: readonly string[]
}

/** What the site knows of a registered client. */
export interface Client {
  readonly name: string | undefined
  /** Other than `active`: every request is refused before any rule is looked at. */
  readonly status: 'active' | 'suspended' | 'revoked'
  readonly issuers: readonly string[] | undefined
  readonly networks: readonly string[] | undefined
  readonly purposes: readonly string[] | undefined
  readonly defaultPurpose: string | undefined
  readonly fhirRefs: readonly string[]
  readonly organization: string | undefined
  readonly tier: string | undefined
  readonly limits: Limit | undefined
}

export interface Limits {
  readonly default: Limit | undefined
  readonly tiers: Readonly<Record<string, Limit>>
}

/** What one caller may use. Absent = not limited. */
export interface Limit {
  /** Requests per second, and how many at once (GCRA). */
  readonly rps?: number
  readonly burst?: number
  /** Requests in flight at the same time. */
  readonly concurrent?: number
  readonly perDay?: number
  readonly maxPageSize?: number
  readonly maxBodyBytes?: number
  /** Who shares the budget. */
  readonly key: LimitKey
}

export type LimitKey = 'client' | 'user' | 'client+user' | 'address' | 'tenant'

export interface Rule {
  /** Unique in the whole policy. */
  readonly id: string
  readonly effect: 'permit' | 'deny'
  readonly description: string | undefined
  /** Why, for decision log and audit; never for the caller. */
  readonly reason: string | undefined
  readonly match: Match
  readonly when: Condition | undefined
  readonly obligations: Obligations
  /** How its refusals look; absent = the policy's `denial` decides. */
  readonly denialStyle: DenialStyle | undefined
  /** Absent = the mode of the policy's defaults. */
  readonly mode: Mode | undefined
  /** Milliseconds since the epoch. */
  readonly notBefore: number | undefined
  readonly notAfter: number | undefined
  /** Where it stands. */
  readonly place: Place
}

/** The file as problems name it, and the line from 1. */
export interface Place {
  readonly file: string
  readonly line: number
}

/** All keys given have to fit; of the values of one key, any. Names of sets are resolved. */
export interface Match {
  readonly roles?: readonly string[]
  readonly notRoles?: readonly string[]
  readonly clients?: readonly string[]
  readonly tiers?: readonly string[]
  readonly issuers?: readonly string[]
  /** Absent for `*`. */
  readonly interactions?: readonly PolicyInteraction[]
  readonly resources?: readonly string[]
  /** Names without `$`. */
  readonly operations?: readonly string[]
  readonly purposes?: readonly string[]
  readonly relation?: Relation
  readonly networks?: readonly string[]
  readonly notNetworks?: readonly string[]
  readonly schedule?: readonly Window[]
  readonly notSchedule?: readonly Window[]
  /** At least one of `any` is among the search parameters; none of `none` is. */
  readonly params?: { readonly any?: readonly string[]; readonly none?: readonly string[] }
}

/** Whose the resource is: the user's own record (`fhirUser`), or that of the launch patient. */
export type Relation = 'self' | 'context'

/** One test, or tests joined. An operand is a literal of the file, or an attribute. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly exists: Attribute }
  | { readonly test: Comparison; readonly attribute: Attribute; readonly operand: Operand }

export type Comparison = 'eq' | 'ne' | 'in' | 'has' | 'startsWith' | 'lte' | 'gte' | 'sameAs' | 'matches' | 'cidr'
export type Literal = string | number | boolean
export type Operand = { readonly literals: readonly Literal[] } | { readonly attribute: Attribute }

/** `token.realm_access.roles` is root `token` and path `['realm_access', 'roles']`. */
export interface Attribute {
  readonly root: 'token' | 'client' | 'user' | 'request' | 'resource' | 'env'
  readonly path: readonly string[]
}

/** What must be done for a permit to hold; one that cannot be done denies. */
export interface Obligations {
  /** Search parameters that are added: values are texts with `${root.path}` for attributes. */
  readonly narrow: Readonly<Record<string, string>>
  readonly redact: readonly Redaction[]
  readonly maxResults: number | undefined
  readonly addLabels: readonly Label[]
  readonly stepUp: StepUp | undefined
  readonly notify: readonly string[]
  readonly audit: 'minimal' | 'comprehensive' | undefined
}

/** `path` begins with a resource type: `Patient.address.line`. Strictest first: remove, redact, mask-value. */
export interface Redaction {
  readonly type: string
  readonly path: readonly string[]
  readonly style: 'remove' | 'redact' | 'mask-value'
}

/** A security label as `meta.security` holds it. */
export interface Label {
  readonly system: string | undefined
  readonly code: string
}

/** A stronger or fresher login than the token tells of (RFC 9470). */
export interface StepUp {
  readonly acr: readonly string[]
  /** Seconds. */
  readonly maxAge: number | undefined
}

/** Rules and limits for the callers of one tenant, beside those of everybody. */
export interface Tenant {
  readonly issuers: readonly string[] | undefined
  readonly clients: readonly string[] | undefined
  readonly when: Condition | undefined
  readonly rules: readonly Rule[]
  readonly limits: Limit | undefined
}
