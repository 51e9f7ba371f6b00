import type { CreateInteraction, PatchInteraction, SingleInteraction, UpdateInteraction } from '../fhir/interaction.ts'
import type { SearchQuery } from '../fhir/search/query.ts'
import type { Permission } from '../scopes/scope.ts'
import { findOpen, type OpenOperation, openRequirements } from './operations.ts'
import type { Requirement } from './requirement.ts'
import { queryRequirements } from './search-requirements.ts'

/**
 * Every permission an interaction needs (SMART App Launch 2.2 "Scopes for requesting FHIR Resources"; where that is
 * silent, the least disclosing reading). Conditional forms are searches as well, for their outcome tells what matched.
 */
export function requirementsOf(interaction: SingleInteraction, site: readonly OpenOperation[]): readonly Requirement[] {
  switch (interaction.kind) {
    case 'capabilities':
      return []
    case 'read':
    case 'vread':
      return [target(interaction.type, 'r')]
    case 'history':
      if (interaction.level === 'instance') return [target(interaction.type as string, 'r')]
      return interaction.type ? [target(interaction.type, 's')] : overTypes(interaction.types)
    case 'search':
      return [
        ...(interaction.type ? [target(interaction.type, 's')] : overTypes(interaction.query.types)),
        ...queryRequirements(interaction.query),
      ]
    case 'create':
      return [
        target(interaction.type, 'c'),
        ...condition(interaction.type, interaction.ifNoneExist),
        ...references(interaction),
        ...subscribed(interaction),
      ]
    case 'update':
      // Without a match a conditional update creates, and not at an address the caller chose (http.html#cond-update).
      return [
        target(interaction.type, 'u'),
        ...(interaction.condition ? [target(interaction.type, 'c')] : []),
        ...condition(interaction.type, interaction.condition),
        ...references(interaction),
        ...subscribed(interaction),
      ]
    case 'patch':
      return [
        target(interaction.type, 'u'),
        ...(readsValues(interaction) ? [target(interaction.type, 'r')] : []),
        ...condition(interaction.type, interaction.condition),
      ]
    case 'delete':
      return [target(interaction.type, 'd'), ...condition(interaction.type, interaction.condition)]
    case 'operation': {
      const open = findOpen(interaction, site)
      return open ? openRequirements(interaction, open) : []
    }
  }
}

function target(resourceType: string, permission: Permission): Requirement {
  return { resourceType, permission, role: 'target' }
}

function overTypes(types: readonly string[] | undefined): readonly Requirement[] {
  return (types ?? ['*']).map((type) => target(type, 's'))
}

function condition(type: string, query: SearchQuery | undefined): readonly Requirement[] {
  return query ? [target(type, 's'), ...queryRequirements(query)] : []
}

function references({ references }: CreateInteraction | UpdateInteraction): readonly Requirement[] {
  return (references ?? []).flatMap(({ type, query }) => [
    { resourceType: type, permission: 's' as const, role: 'chained' as const },
    ...queryRequirements(query),
  ])
}

/** A Subscription is sent what its criteria find; where that may be anything, it is held to every type (`confine/subscribed.ts`). */
function subscribed({ subscribed }: CreateInteraction | UpdateInteraction): readonly Requirement[] {
  if (subscribed === undefined || subscribed.type === '*') return []
  const own = (['r', 's'] as const).map((permission) => {
    return { resourceType: subscribed.type, permission, role: 'subscribed' as const }
  })
  return [...own, ...queryRequirements(subscribed.query)]
}

/** A patch that tests a value (`test`), copies or moves one, or selects by FHIRPath, reveals the value by its outcome. An unknown `op` is treated as the worst. */
function readsValues({ dialect, body }: PatchInteraction): boolean {
  if (dialect === 'fhirpath-patch') return true
  const steps = Array.isArray(body.value) ? body.value : []
  return !steps.every((step) => ['add', 'replace', 'remove'].includes((step as { op?: string } | null)?.op ?? ''))
}
