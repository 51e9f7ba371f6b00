import type { Interaction } from '../fhir/interaction.ts'

/** Tokens that an interaction costs: a batch or transaction as many as it has entries (at least 1), all others 1. */
export function costOf(interaction: Interaction): number {
  if (interaction.kind === 'batch' || interaction.kind === 'transaction') return Math.max(1, interaction.entries.length)
  return 1
}
