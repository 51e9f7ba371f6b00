import type { HistoryInteraction, SearchInteraction } from '../../fhir/interaction.ts'
import type { Permitted } from '../../policy/verdict.ts'
import type { Obligation, Permit } from '../decision.ts'
import { fillingOf } from '../filling.ts'
import { withPageSize } from '../whole-resources.ts'

/** Whether rows of a search are hidden one by one, so that the server's pages tell how many there are. */
export function hidesRows({ type }: SearchInteraction, verdicts: readonly Permitted[], permit: Permit): boolean {
  if (isFilled(permit)) return true
  // What narrows one of several types cannot be said to the server.
  const isGuarded = ({ judge, obligations }: Permitted) =>
    judge !== undefined || (type === undefined && obligations.narrow.length > 0)
  return verdicts.some(isGuarded)
}

/** Whether the scopes leave a part of the rows already. */
export function isFilled({ obligations }: Permit): boolean {
  return obligations.some(({ kind }) => kind === 'fill')
}

/** Asks for pages of a size of our own, out of which pages of visible rows are made. @param most matches that may be on a page. */
export function withFilling<I extends SearchInteraction | HistoryInteraction>(
  interaction: I,
  most: number | undefined,
): { readonly interaction: I; readonly obligations: readonly Obligation[] } {
  const filling = fillingOf(interaction, most)
  if (filling === undefined) return { interaction, obligations: [] }
  const { count, size } = filling
  return { interaction: withPageSize(interaction, size) as I, obligations: [{ kind: 'fill', count }] }
}
