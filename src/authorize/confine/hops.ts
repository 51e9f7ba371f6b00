import type { SearchParameter } from '../../fhir/definitions/definitions.ts'
import { concreteTypes, targetsOf } from '../../fhir/search/parameters.ts'
import type { Criterion, Hop, SearchQuery } from '../../fhir/search/query.ts'
import type { Authority } from '../authority.ts'
import { hasSingleOwner, isOwnerParameter } from './owner-parameters.ts'

/**
 * What is known of the rows a criterion looks at: they are the launch patient, belong to it (by the very element the
 * search is narrowed on), or are of a type that belongs to nobody. Anything else may be another patient's.
 */
type Ground = { readonly is: 'the-patient' } | { readonly is: 'own' | 'shared'; readonly type: string } | undefined

/**
 * The criteria of a narrowed search that look into data which may be another patient's (security.html: chained search).
 * That a row matched tells what it found there, even if only the caller's own rows come back.
 *
 * @returns their names, without values.
 */
export function reachingCriteria(query: SearchQuery, type: string, authority: Authority): readonly string[] {
  return reachingFrom(groundOf(type, authority), query, authority)
}

/** The same for a search over all types of the launch patient's compartment. */
export function reachingInCompartment(query: SearchQuery, authority: Authority): readonly string[] {
  return reachingFrom({ is: 'own', type: '*' }, query, authority)
}

function reachingFrom(start: Ground, query: SearchQuery, authority: Authority): readonly string[] {
  const names = query.criteria
    .filter((criterion) => !staysWithin(criterion, start, authority))
    .map(({ parameter }) => parameter.code)
  const sorts = query.sort.filter(({ hops }) => follow(hops, start, authority) === undefined).map(() => '_sort')
  return [...names, ...sorts]
}

/** The ground a search on `type` stands on once it is narrowed. */
export function groundOf(type: string, { compartment }: Authority): Ground {
  const kind = compartment.rule(type)?.kind
  if (type === 'Patient') return { is: 'the-patient' }
  if (kind === 'compartment' || kind === 'device') return { is: 'own', type }
  return kind === 'shared' ? { is: 'shared', type } : undefined
}

function staysWithin({ hops, parameter, modifier }: Criterion, start: Ground, authority: Authority): boolean {
  const ground = follow(hops, start, authority)
  if (ground === undefined) return false
  if (parameter.code === '_list') return false
  if (parameter.type !== 'reference' || modifier === undefined) return true
  if (modifier === 'in' || modifier === 'not-in') return false
  if (modifier === 'identifier' || modifier === 'above' || modifier === 'below')
    return chain(parameter, targetsOf(parameter), ground, authority) !== undefined
  return true
}

/** Where a chain ends up, step by step; undefined as soon as a step may leave what the caller reaches. */
function follow(hops: readonly Hop[], start: Ground, authority: Authority): Ground {
  return hops.reduce<Ground>((ground, hop) => ground && step(hop, ground, authority), start)
}

function step(hop: Hop, ground: NonNullable<Ground>, authority: Authority): Ground {
  if (hop.kind === 'chain') return chain(hop.parameter, hop.targets, ground, authority)
  const kind = authority.compartment.rule(hop.type)?.kind
  if (ground.is === 'shared') return kind === 'shared' ? { is: 'shared', type: hop.type } : undefined
  // What points at the launch patient as its owner is the launch patient's.
  const owned =
    ground.is === 'the-patient' &&
    kind === 'compartment' &&
    isOwnerParameter(authority.definitions, hop.type, hop.parameter)
  return owned ? { is: 'own', type: hop.type } : undefined
}

function chain(
  parameter: SearchParameter,
  targets: readonly string[],
  ground: NonNullable<Ground>,
  authority: Authority,
): Ground {
  // The owner of an own row is the launch patient: the search is narrowed to that.
  if (
    ground.is === 'own' &&
    targets.includes('Patient') &&
    hasSingleOwner(authority.definitions, ground.type) &&
    isOwnerParameter(authority.definitions, ground.type, parameter)
  ) {
    return { is: 'the-patient' }
  }
  const types = concreteTypes(authority.definitions, targets)
  const shared = types.every((type) => authority.compartment.rule(type)?.kind === 'shared')
  return shared && types.length > 0 ? { is: 'shared', type: types[0] as string } : undefined
}
