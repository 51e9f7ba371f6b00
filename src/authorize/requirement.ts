import type { Permission } from '../scopes/scope.ts'

/** Why an interaction needs a permission (FHIR security.html, "Access methods"). */
export type RequirementRole =
  | 'target'
  | 'chained'
  | 'reverse-chained'
  | 'included'
  | 'reverse-included'
  | 'iterated'
  | 'sorted-by'
  | 'subscribed'
  | 'operation'

/** One permission that an interaction needs. */
export interface Requirement {
  /** A resource type, or `*` for every type. */
  readonly resourceType: string
  readonly permission: Permission
  readonly role: RequirementRole
  /** The Bundle entry that needs it. */
  readonly entry?: number
}
