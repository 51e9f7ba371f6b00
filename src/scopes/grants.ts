import { malformed, readScope } from './parse.ts'
import { type InertScope, isInertScope, type Permission, type Scope, type ScopeContext } from './scope.ts'

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

/** Distinct scopes of one token. A longer list is not read at all, so that its order never decides. */
const MAX_SCOPES = 1000

/**
 * The union of all scopes of a token by context, type and permission (SMART App Launch 2.2, "Scope equivalence").
 * v1 and v2 spellings may stand side by side; order and repetition make no difference. Nothing changes it afterwards,
 * so it can be kept with the verified token.
 *
 * @param scopeTokens the scope values, parted at spaces. More than 1000 distinct ones grant nothing.
 * @param _context the launch context that `patient/` scopes are bound to.
 */
export function grantsOf(
  scopeTokens: readonly string[],
  _context: { readonly patient?: string },
  isResourceType: (name: string) => boolean,
): Grants {
  const texts = [...new Set(scopeTokens)].sort()
  const read = texts.slice(0, MAX_SCOPES)
  const scopes = read.map((text) => (texts.length > read.length ? malformed(text) : readEnforced(text, isResourceType)))

  const byContext = new Map<ScopeContext, Grant[]>()
  for (const scope of scopes) {
    if (isInertScope(scope)) continue
    const grants = byContext.get(scope.context) ?? []
    grants.push({ scope })
    byContext.set(scope.context, grants)
  }
  const held = new Map([...byContext].map(([context, grants]) => [context, byPermission(grants)]))
  return Object.freeze({
    byContext,
    inert: scopes.filter(isInertScope),
    find(context: ScopeContext, type: string, permission: Permission) {
      const types = held.get(context)
      return types?.get(type)?.get(permission) ?? types?.get('*')?.get(permission)
    },
  })
}

/** A scope of which the gateway holds every restriction. One that it does not hold must not be granted as if it were wider. */
function readEnforced(text: string, isResourceType: (name: string) => boolean): Scope | InertScope {
  const scope = readScope(text, isResourceType)
  if (isInertScope(scope)) return scope
  if (scope.context === 'patient') return { text, why: 'patient-context-not-enforced' }
  if (scope.constraints.length > 0) return { text, why: 'constraint-not-enforced' }
  return scope
}

/** Grants by type and permission; of several that say the same, the first. */
function byPermission(grants: readonly Grant[]): Map<string, Map<Permission, Grant>> {
  const types = new Map<string, Map<Permission, Grant>>()
  for (const grant of grants) {
    const held = types.get(grant.scope.type) ?? new Map<Permission, Grant>()
    for (const permission of grant.scope.permissions) if (!held.has(permission)) held.set(permission, grant)
    types.set(grant.scope.type, held)
  }
  return types
}
