import type { SingleInteraction } from '../../fhir/interaction.ts'
import type { Obligation } from '../decision.ts'
import { controlsOf, withPageSize } from '../whole-resources.ts'

/** Caps `_count`, and sets it where the client leaves it to the server (search.html#count). */
export function withCount<I extends SingleInteraction>(interaction: I, most: number | undefined): I {
  if (most === undefined || (interaction.kind !== 'search' && interaction.kind !== 'history')) return interaction
  const asked = controlsOf(interaction).find(({ name }) => name === '_count')?.value
  return withPageSize(interaction, asked === undefined ? most : Math.min(most, Number(asked))) as I
}

/** What a limit on results obliges to: a total would tell what was left out. */
export function maxResults(count: number | undefined): readonly Obligation[] {
  return count === undefined ? [] : [{ kind: 'max-results', count }, { kind: 'drop-total' }]
}
