import type { SingleInteraction } from '../../fhir/interaction.ts'
import type { Include } from '../../fhir/search/query.ts'
import { includeName } from '../../fhir/write/search.ts'
import type { Grants } from '../../scopes/grants.ts'
import { type Permission, scopeContexts } from '../../scopes/scope.ts'
import type { Authority } from '../authority.ts'
import type { Narrowed } from '../narrow/narrow.ts'

/**
 * Whether of a type that may ride along some resources are hidden: whatever the scopes grant on it holds for one patient
 * or for some resources only, or they grant nothing on it.
 */
function isSeenInPart(type: string, grants: Grants, { compartment }: Authority): boolean {
  const isShared = compartment.rule(type)?.kind === 'shared'
  const held = (permission: Permission) => scopeContexts.flatMap((context) => grants.all(context, type, permission))
  const byPermission = (['r', 's'] as const).map(held).filter((all) => all.length > 0)
  if (byPermission.length === 0) return true
  return byPermission.some((all) =>
    all.every(({ constraint, patient }) => constraint !== undefined || (patient !== undefined && !isShared)),
  )
}

/**
 * Takes out what goes on from resources of which some are hidden: what it comes to would tell of those. From the rows
 * that were searched an include takes one step. From others some servers go on even where it does not iterate.
 */
export function withoutHiddenSteps(interaction: SingleInteraction, grants: Grants, authority: Authority): Narrowed {
  if (interaction.kind !== 'search' || interaction.type === undefined) return { interaction, removed: [] }
  const { query, type } = interaction
  const goesOn = ({ direction, source, iterate }: Include) =>
    direction === 'include' && (iterate || source !== type) && isSeenInPart(source, grants, authority)
  const removed = query.includes.filter(goesOn)
  if (removed.length === 0) return { interaction, removed: [] }
  const includes = query.includes.flatMap((include) => {
    if (!removed.includes(include)) return [include]
    return include.source === type ? [{ ...include, iterate: false }] : []
  })
  return { interaction: { ...interaction, query: { ...query, includes } }, removed: removed.map(inWords) }
}

/** An include in words, without what it leads to. */
export function inWords(include: Include): string {
  return `${includeName(include)}=${include.source}:${include.parameter}`
}
