import type { SingleInteraction } from '../fhir/interaction.ts'
import type { Permission } from '../scopes/scope.ts'
import type { Obligation } from './decision.ts'
import type { Holds } from './narrow/narrow.ts'
import { answersWithBundle, findOpen, type OpenOperation, typesOf } from './operations.ts'

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
  else obligations.push({ ...guardOf(visible(interaction, site)), ...(isRecord(interaction, site) && { each: true }) })
  if (removed.some((part) => part.startsWith('types')) || countsMore(interaction, site))
    obligations.push({ kind: 'drop-total' })
  return obligations
}

/** Servers add to a record's types what these refer to, and count it: the total of less than the whole counts what is hidden. */
function countsMore(interaction: SingleInteraction, site: readonly OpenOperation[]): boolean {
  return isRecord(interaction, site) && typesOf(interaction) !== undefined
}

/** What is gathered is found, and read. */
function isRecord(
  interaction: SingleInteraction,
  site: readonly OpenOperation[],
): interaction is Extract<SingleInteraction, { kind: 'operation' }> {
  return interaction.kind === 'operation' && findOpen(interaction, site)?.reveals === 'whole-record'
}

type Visible = readonly [type: string, ...permissions: Permission[]]

function guardOf(visible: readonly Visible[]): Extract<Obligation, { kind: 'guard' }> {
  const permissions = new Map<string, readonly Permission[]>()
  for (const [type, ...by] of visible) permissions.set(type, [...(permissions.get(type) ?? []), ...by])
  return { kind: 'guard', types: new Set(permissions.keys()), permissions }
}

/**
 * The types an answer may hold, and by what permission: what was asked for and is permitted, whatever the upstream adds
 * (search.html#Introduction). Search results need `s`, what a reference is followed to needs `r`.
 */
function visible(interaction: SingleInteraction, site: readonly OpenOperation[]): readonly Visible[] {
  switch (interaction.kind) {
    case 'capabilities':
      return [['CapabilityStatement'], ['TerminologyCapabilities']]
    case 'search': {
      const { query, type } = interaction
      const searched = type ? [type] : (query.types ?? ['*'])
      return [
        ...searched.map((each): Visible => [each, 's']),
        ...query.includes.flatMap(({ direction, source, targets }): readonly Visible[] =>
          direction === 'include' ? targets.map((target) => [target, 'r']) : [[source, 's']],
        ),
      ]
    }
    case 'history': {
      const by = interaction.level === 'instance' ? 'r' : 's'
      return (interaction.type ? [interaction.type] : (interaction.types ?? ['*'])).map((each) => [each, by])
    }
    case 'operation': {
      const reveals = findOpen(interaction, site)?.reveals ?? []
      if (reveals === 'whole-record') return (typesOf(interaction) ?? ['*']).map((each) => [each, 'r', 's'])
      return reveals.map((each): Visible => (answersWithBundle(interaction) ? [each, 's'] : [each]))
    }
    case 'delete':
      return []
    default:
      return [[interaction.type, 'r']]
  }
}

function returnsWritten(
  interaction: SingleInteraction,
): interaction is Extract<SingleInteraction, { kind: 'create' | 'update' | 'patch' }> {
  return interaction.kind === 'create' || interaction.kind === 'update' || interaction.kind === 'patch'
}
