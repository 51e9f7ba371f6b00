import type { Deny } from '../authorize/decision.ts'
import { type Permission, type ScopeContext, scopeContexts, writeScope } from '../scopes/scope.ts'

const TYPE = /^(?:\*|[A-Z][A-Za-z]{0,63})$/

/**
 * The scopes that a denied request lacks, one per type, for the `scope` attribute of `insufficient_scope` (RFC 6750 §3):
 * `user/Observation.rs`. They are of one context, as a request needs all of its scopes in one: the one that the decision
 * came closest in, else one that the caller has scopes of, else `user`.
 *
 * @param held the contexts of the caller's scopes.
 */
export function missingScopes({ reason, requirements }: Deny, held: Iterable<ScopeContext>): readonly string[] {
  const contexts = new Set(held)
  const nearest = requirements.find((judged) => judged.context !== undefined)?.context
  const context = nearest ?? scopeContexts.find((each) => contexts.has(each)) ?? 'user'

  const byType = new Map<string, Set<Permission>>()
  for (const { resourceType, permission } of reason.missing ?? []) {
    if (!TYPE.test(resourceType)) continue
    byType.set(resourceType, (byType.get(resourceType) ?? new Set()).add(permission))
  }
  return [...byType].map(([type, permissions]) => writeScope(context, type, permissions))
}
