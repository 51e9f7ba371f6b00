import type { Definitions } from '../../fhir/definitions/definitions.ts'
import type {
  HistoryInteraction,
  OperationInteraction,
  SearchInteraction,
  SingleInteraction,
} from '../../fhir/interaction.ts'
import type { Include, SearchQuery } from '../../fhir/search/query.ts'
import { criterionName, includeName, includeValue } from '../../fhir/write/search.ts'
import type { Permission } from '../../scopes/scope.ts'
import { typesOf } from '../operations.ts'
import { narrowChain } from './chain.ts'
import { narrowInclude } from './include.ts'

/** Whether the caller holds a permission on a type, or on `*`: every type. */
export type Holds = (type: string, permission: Permission) => boolean

/** An interaction cut down to what the caller may ask, and what was taken out, in words without values. */
export interface Narrowed {
  readonly interaction: SingleInteraction
  readonly removed: readonly string[]
}

/**
 * Takes out the parts of an interaction that can be left away without changing what the rest means: includes, the types
 * of a search over everything, the open ends of an untyped chain. What is left is judged whole. Nothing is added, so
 * the result can only ask for less (SMART "a server may omit", search-type narrowing by `_type`).
 */
export function narrow(
  interaction: SingleInteraction,
  holds: Holds,
  mayInclude: Holds,
  definitions: Definitions,
): Narrowed {
  switch (interaction.kind) {
    case 'search':
      return narrowSearch(interaction, holds, mayInclude, definitions)
    case 'history':
      return interaction.level === 'system'
        ? narrowHistory(interaction, holds, definitions)
        : { interaction, removed: [] }
    case 'operation':
      return narrowOperation(interaction, holds, definitions)
    default:
      return { interaction, removed: [] }
  }
}

function narrowSearch(
  interaction: SearchInteraction,
  holds: Holds,
  mayInclude: Holds,
  definitions: Definitions,
): Narrowed {
  const { query } = interaction
  const removed: string[] = []
  const bases = interaction.type !== undefined ? [interaction.type] : (query.types ?? '*')
  const criteria = query.criteria.map((criterion) => {
    const narrower = narrowChain(criterion, bases, holds, definitions)
    if (narrower !== criterion) removed.push(`${criterionName(criterion)} beyond ${criterionName(narrower)}`)
    return narrower
  })
  const includes = query.includes.flatMap((include) => {
    const kept = narrowInclude(include, mayInclude, definitions)
    if (kept.length !== 1 || kept[0] !== include) removed.push(leftOut(include, kept))
    return kept
  })
  const everything = interaction.type === undefined && query.types === undefined && !holds('*', 's')
  const types = everything ? heldTypes(definitions, (type) => holds(type, 's')) : []
  if (types.length > 0) removed.push(`types other than ${types.join(', ')}`)
  if (removed.length === 0) return { interaction, removed }
  const narrowed: SearchQuery = { ...query, criteria, includes: distinct(includes), ...(types.length > 0 && { types }) }
  return { interaction: { ...interaction, query: narrowed }, removed }
}

/** Spelled out, several includes may come to the same one. */
function distinct(includes: readonly Include[]): readonly Include[] {
  return [...new Map(includes.map((include) => [`${includeName(include)}=${includeValue(include)}`, include])).values()]
}

/** An include in words, with what stays of it. */
function leftOut(include: Include, kept: readonly Include[]): string {
  const asked = `${includeName(include)}=${includeValue(include)}`
  return kept.length > 0 ? `${asked} beyond ${distinct(kept).map(includeValue).join(', ')}` : asked
}

function narrowHistory(interaction: HistoryInteraction, holds: Holds, definitions: Definitions): Narrowed {
  const types = holds('*', 's') ? [] : heldTypes(definitions, (type) => holds(type, 's'))
  if (types.length === 0) return { interaction, removed: [] }
  return { interaction: { ...interaction, types }, removed: [`types other than ${types.join(', ')}`] }
}

/** A whole record is narrowed to the types that may be both read and searched; `_type` tells the upstream where it can. */
function narrowOperation(interaction: OperationInteraction, holds: Holds, definitions: Definitions): Narrowed {
  const may = (type: string) => holds(type, 'r') && holds(type, 's')
  if (interaction.name !== 'everything' || typesOf(interaction) !== undefined || may('*'))
    return { interaction, removed: [] }
  const types = heldTypes(definitions, may)
  if (types.length === 0) return { interaction, removed: [] }
  const parameters = interaction.body
    ? interaction.parameters
    : [...interaction.parameters, { name: '_type', value: types.join(',') }]
  return { interaction: { ...interaction, types, parameters }, removed: [`types other than ${types.join(', ')}`] }
}

function heldTypes(definitions: Definitions, holds: (type: string) => boolean): readonly string[] {
  return [...definitions.resourceTypes].filter(holds)
}
