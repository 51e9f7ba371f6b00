import type { SearchInteraction, SingleInteraction } from '../fhir/interaction.ts'
import type { SearchQuery } from '../fhir/search/query.ts'
import type { Deny } from './decision.ts'
import { findOpen, type OpenOperation } from './operations.ts'

/** What nobody may ask, whatever the scopes: operations that no table opens, and parameters that hide what they ask. */
export function findClosed(
  interaction: SingleInteraction,
  operations: readonly OpenOperation[],
): Pick<Deny, 'effect' | 'cause' | 'reason'> | undefined {
  if (interaction.kind === 'operation' && !findOpen(interaction, operations)) {
    return {
      effect: 'deny',
      cause: 'operation',
      reason: { code: 'OPERATION_CLOSED', detail: `$${interaction.name} is not open at this level` },
    }
  }
  const names = queriesOf(interaction).flatMap(closedParameters)
  if (names.length === 0) return undefined
  return {
    effect: 'deny',
    cause: 'parameter',
    reason: { code: 'PARAMETER_CLOSED', detail: `${names.join(', ')} is closed` },
  }
}

function closedParameters({ closed, includes }: SearchQuery): readonly string[] {
  const wild = includes.some(({ direction, source }) => direction === 'revinclude' && source === '*')
  return wild ? [...closed, '_revinclude=*'] : closed
}

function queriesOf(interaction: SingleInteraction): readonly SearchQuery[] {
  const { query } = interaction as Partial<SearchInteraction>
  const { condition, ifNoneExist, references, subscribed } = interaction as {
    condition?: SearchQuery
    ifNoneExist?: SearchQuery
    references?: readonly { query: SearchQuery }[]
    subscribed?: { query: SearchQuery }
  }
  const inBody = [...(references ?? []), ...(subscribed ? [subscribed] : [])].map((each) => each.query)
  return [query, condition, ifNoneExist, ...inBody].filter((each) => each !== undefined)
}
