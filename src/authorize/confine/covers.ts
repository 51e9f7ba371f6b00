import type { Grant } from '../../scopes/grants.ts'
import type { Authority } from '../authority.ts'

/**
 * Whether a grant reaches a resource: it is the grant's patient's (or of a type that is shared), and fits its
 * constraint. The one question behind requests, stored versions, new versions and everything that leaves.
 *
 * @param resource parsed JSON; the elements named by `elementsFor` are enough.
 */
export function covers(grant: Grant, type: string, resource: unknown, { compartment }: Authority): boolean {
  if (grant.constraint && !grant.constraint(type)?.matches(resource)) return false
  if (grant.patient === undefined) return true
  const rule = compartment.rule(type)
  return rule !== undefined && (rule.isShared(resource) || rule.ownersOf(resource).includes(grant.patient))
}

/** The outermost elements that `covers` looks at. */
export function elementsFor(grant: Grant, type: string, { compartment }: Authority): readonly string[] {
  const owner = grant.patient === undefined ? [] : (compartment.rule(type)?.elements ?? [])
  return grant.constraint ? [...owner, ...(grant.constraint(type)?.elements ?? [])] : owner
}
