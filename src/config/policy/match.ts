import type { Match } from '../../policy/language.ts'
import type { PolicyInteraction } from '../../policy/question.ts'
import type { WrittenMatch } from '../../policy/schema/match.ts'
import { nearest } from '../problems/nearest.ts'
import type { Path } from '../problems/problem.ts'
import type { Context, Fault } from './context.ts'
import { checkClients, checkNames, resolveNetworks, resolveSchedule, resolveTypes } from './names.ts'
import { checkParameters } from './parameters.ts'
import { checkMatchPossible } from './possible-match.ts'

/** A match with the names of sets replaced by what they stand for; what it names is checked. */
export function resolveMatch(written: WrittenMatch, path: Path, context: Context, fault: Fault): Match {
  const at = (key: string) => [...path, key]
  const { roles, notRoles, clients, tiers, issuers, operations, purposes, params } = written
  checkNames(roles, 'roles', at('roles'), context, fault)
  checkNames(notRoles, 'roles', at('notRoles'), context, fault)
  checkNames(tiers, 'tiers', at('tiers'), context, fault)
  checkClients(clients, at('clients'), context, fault)
  checkOperations(operations, at('operations'), context, fault)
  const { resources, networks, notNetworks, schedule, notSchedule } = written
  const types = resources && resolveTypes(resources, at('resources'), context, fault)
  checkParameters(params?.any, types, [...at('params'), 'any'], context, fault)
  checkParameters(params?.none, types, [...at('params'), 'none'], context, fault)
  const match = withoutAbsent({
    ...{ roles, notRoles, clients, tiers, issuers, operations, purposes },
    interactions: interactionsOf(written.interactions, at('interactions'), fault),
    resources: types,
    relation: written.relation === 'any' ? undefined : written.relation,
    networks: networks && resolveNetworks(networks, at('networks'), context, fault),
    notNetworks: notNetworks && resolveNetworks(notNetworks, at('notNetworks'), context, fault),
    schedule: schedule === undefined ? undefined : resolveSchedule(schedule, at('schedule'), context, fault),
    notSchedule:
      notSchedule === undefined ? undefined : resolveSchedule(notSchedule, at('notSchedule'), context, fault),
    params: params && withoutAbsent(params),
  })
  checkMatchPossible(match, path, fault)
  return match
}

function interactionsOf(
  written: WrittenMatch['interactions'],
  path: Path,
  fault: Fault,
): readonly PolicyInteraction[] | undefined {
  if (written === undefined) return undefined
  const named = written.filter((name) => name !== '*')
  if (named.length === written.length) return named
  if (named.length > 0) fault(path, "names '*' and other interactions", "either ['*'] or names without '*'")
  return undefined
}

function checkOperations(written: readonly string[] | undefined, path: Path, { fhir }: Context, fault: Fault): void {
  if (fhir === undefined) return
  for (const [index, name] of (written ?? []).entries()) {
    // Bulk export is an operation of another specification than the core (Bulk Data Access).
    if (name === 'export' || fhir.definitions.operations(name).length > 0) continue
    const near = nearest(name, fhir.operations)
    fault(
      [...path, index],
      'is not a known operation',
      'the name of an operation of FHIR or from upstream.operations, without $',
      near,
    )
  }
}

type Present<T> = { -readonly [Key in keyof T]?: Exclude<T[Key], undefined> }

/** An absent key means "any": it is left out, not set to undefined. */
function withoutAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<T>
}
