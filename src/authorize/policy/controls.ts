import type { SingleInteraction } from '../../fhir/interaction.ts'
import type { Obligation } from '../decision.ts'
import { withControls } from '../whole-resources.ts'

/** Caps `_count`, and sets it where the client leaves it to the server (search.html#count). */
export function withCount<I extends SingleInteraction>(interaction: I, most: number | undefined): I {
  if (most === undefined || (interaction.kind !== 'search' && interaction.kind !== 'history')) return interaction
  return withControls(interaction, (controls) => {
    const asked = controls.find(({ name }) => name === '_count')?.value
    const count = asked === undefined ? most : Math.min(most, Number(asked))
    return [...controls.filter(({ name }) => name !== '_count'), { name: '_count', value: String(count) }]
  }) as I
}

/** The smaller of two numbers that may be absent. */
export function least(...numbers: readonly (number | undefined)[]): number | undefined {
  const given = numbers.filter((each) => each !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}

/** What a limit on results obliges to: a total would tell what was left out. */
export function maxResults(count: number | undefined): readonly Obligation[] {
  return count === undefined ? [] : [{ kind: 'max-results', count }, { kind: 'drop-total' }]
}
