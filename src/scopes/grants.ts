import type { InertScope, Permission, Scope, ScopeContext } from './scope.ts'

/** A scope as it applies to this principal. */
export interface Grant {
  readonly scope: Scope
}

/**
 * Everything the token's scopes allow. Rights of one context never lend themselves to another
 * (a request is permitted when one context covers it fully), so the grants are kept by context.
 */
export interface Grants {
  readonly byContext: ReadonlyMap<ScopeContext, readonly Grant[]>
  readonly inert: readonly InertScope[]
  /** The grant by which `context` holds `permission` on `type` (`*` = on every type); undefined when it does not. O(1). */
  find(context: ScopeContext, type: string, permission: Permission): Grant | undefined
}
