import type { SingleInteraction } from '../fhir/interaction.ts'
import type { Obligation } from './decision.ts'
import { findOpen, type OpenOperation, typesOf } from './operations.ts'
import type { Holds } from './restrict.ts'

/** What must be done with the answer of a permitted interaction. */
export function obligationsOf(
  interaction: SingleInteraction,
  removed: readonly string[],
  holds: Holds,
  site: readonly OpenOperation[],
): readonly Obligation[] {
  const obligations: Obligation[] = []
  if (removed.length > 0) obligations.push({ kind: 'narrow', removed })
  const body = returnsWritten(interaction) && !holds(interaction.type, 'r')
  if (body) obligations.push({ kind: 'no-body' })
  else obligations.push({ kind: 'guard', types: new Set(visibleTypes(interaction, site)) })
  if (removed.some((part) => part.startsWith('types'))) obligations.push({ kind: 'drop-total' })
  return obligations
}

/** The types an answer may hold: what was asked for and is permitted, whatever the upstream adds (search.html#Introduction). */
function visibleTypes(interaction: SingleInteraction, site: readonly OpenOperation[]): readonly string[] {
  switch (interaction.kind) {
    case 'capabilities':
      return ['CapabilityStatement', 'TerminologyCapabilities']
    case 'search': {
      const { query, type } = interaction
      const searched = type ? [type] : (query.types ?? ['*'])
      return [
        ...searched,
        ...query.includes.flatMap((include) => (include.direction === 'include' ? include.targets : [include.source])),
      ]
    }
    case 'history':
      return interaction.type ? [interaction.type] : (interaction.types ?? ['*'])
    case 'operation': {
      const reveals = findOpen(interaction, site)?.reveals ?? []
      return reveals === 'whole-record' ? (typesOf(interaction) ?? ['*']) : reveals
    }
    case 'delete':
      return []
    default:
      return [interaction.type]
  }
}

function returnsWritten(
  interaction: SingleInteraction,
): interaction is Extract<SingleInteraction, { kind: 'create' | 'update' | 'patch' }> {
  return interaction.kind === 'create' || interaction.kind === 'update' || interaction.kind === 'patch'
}
