import type { HistoryInteraction, SearchInteraction } from '../../fhir/interaction.ts'
import type { Permitted } from '../../policy/verdict.ts'
import type { Obligation } from '../decision.ts'
import { withControls } from '../whole-resources.ts'
import { least } from './controls.ts'

/** Matches on a page where the client leaves it to the server; the server's own number is not known here. */
const USUAL = 20
const MOST = 500

/** Whether rows of a search are hidden one by one, so that the server's pages tell how many there are. */
export function hidesRows({ type }: SearchInteraction, verdicts: readonly Permitted[]): boolean {
  // What narrows one of several types cannot be said to the server.
  const isGuarded = ({ judge, obligations }: Permitted) =>
    judge !== undefined || (type === undefined && obligations.narrow.length > 0)
  return verdicts.some(isGuarded)
}

/**
 * Asks for pages of a size of our own, out of which pages of visible rows are made (search-disclosure.md §6); at least
 * of the usual size, so that small pages do not cost a request for each hidden row.
 *
 * @param most matches that may be on a page.
 */
export function withFilling<I extends SearchInteraction | HistoryInteraction>(
  interaction: I,
  most: number | undefined,
): { readonly interaction: I; readonly obligations: readonly Obligation[] } {
  const controls = interaction.kind === 'search' ? interaction.query.controls : interaction.controls
  const asked = controls.find(({ name }) => name === '_count')?.value
  const isCount = asked !== undefined && Number(asked) === 0
  if (isCount || controls.some(({ name, value }) => name === '_summary' && value === 'count'))
    return { interaction, obligations: [] }
  const count = least(asked === undefined ? USUAL : Number(asked), most, MOST) as number
  const size = { name: '_count', value: String(Math.max(count, USUAL)) }
  const sized = withControls(interaction, (others) => [...others.filter(({ name }) => name !== '_count'), size])
  return { interaction: sized as I, obligations: [{ kind: 'fill', count }] }
}
