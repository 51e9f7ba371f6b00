import type { CompartmentType, Definitions } from '../fhir/definitions/definitions.ts'
import type { HistoryInteraction, SearchInteraction, SingleInteraction } from '../fhir/interaction.ts'
import { least } from '../policy/least.ts'
import type { Authority } from './authority.ts'
import type { Obligation } from './decision.ts'
import { narrowInclude } from './narrow/include.ts'
import { controlsOf } from './whole-resources.ts'

/** Matches on a page where the client leaves it to the server; the server's own number is not known here. */
const USUAL = 20
const MOST = 500
/** Of a search or history over types that may all be hidden but for one. */
const MANY = 50

/** How pages of visible rows are made out of the server's (search-disclosure.md §6). */
export interface Filling {
  /** Matches on a page. */
  readonly count: number
  /** Matches on a page of the server: at least the usual number, so that small pages do not cost a request for each hidden row. */
  readonly size: number
}

/** @param most matches that may be on a page. @returns undefined for what has no pages, such as a count. */
export function fillingOf(interaction: SearchInteraction | HistoryInteraction, most?: number): Filling | undefined {
  const controls = controlsOf(interaction)
  const asked = controls.find(({ name }) => name === '_count')?.value
  const isCount = asked !== undefined && Number(asked) === 0
  if (isCount || controls.some(({ name, value }) => name === '_summary' && value === 'count')) return undefined
  const count = least(asked === undefined ? USUAL : Number(asked), most, MOST) as number
  return { count, size: Math.max(count, USUAL) }
}

/**
 * Has the pages of a search or history filled of which the scopes leave a part that no search can say: where the server's
 * pages end would tell what the guard takes out of them. (That versions of an instance are hidden is told by the numbers
 * of the others.) Whether a row of a searched type comes as a match or along with one depends on hidden ones as well, so
 * such includes are left out.
 */
export function filledByScopes<C extends { readonly interaction: SingleInteraction }>(
  confinement: C,
  obligations: readonly Obligation[],
  { definitions }: Authority,
): { readonly confinement: C; readonly obligations: readonly Obligation[] } {
  const { interaction } = confinement
  const isPaged = interaction.kind === 'search' || (interaction.kind === 'history' && interaction.level !== 'instance')
  if (!isPaged || !obligations.some(({ kind }) => kind === 'drop-total')) return { confinement, obligations }
  const filling = fillingOf(interaction)
  if (filling === undefined) return { confinement, obligations }
  const fill: Obligation = { kind: 'fill', count: filling.count, size: Math.max(filling.count, MANY) }
  const alone = interaction.kind === 'search' ? withoutSearched(interaction, definitions) : interaction
  return {
    confinement: { ...confinement, interaction: alone },
    obligations: [...obligations, fill],
  }
}

function withoutSearched(interaction: SearchInteraction, definitions: Definitions): SearchInteraction {
  const { type, compartment, query } = interaction
  if (query.includes.length === 0) return interaction
  const isSearched = (each: string) =>
    type !== undefined
      ? each === type
      : (query.types?.includes(each) ?? (!compartment || isMember(compartment.type, each)))
  const isMember = (of: CompartmentType, each: string) =>
    each === of || definitions.compartmentParameters(of, each).length > 0
  const mayRide = (each: string) => each !== '*' && !isSearched(each)
  const includes = query.includes.flatMap((include) => narrowInclude(include, mayRide, definitions))
  return { ...interaction, query: { ...query, includes } }
}
