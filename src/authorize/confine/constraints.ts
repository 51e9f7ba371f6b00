import type { OperationInteraction, SearchInteraction, SingleInteraction } from '../../fhir/interaction.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import { readCriterion } from '../../fhir/search/criterion.ts'
import type { Criterion, SearchQuery } from '../../fhir/search/query.ts'
import { splitOr } from '../../fhir/search/values.ts'
import { criterionName } from '../../fhir/write/search.ts'
import type { Grant } from '../../scopes/grants.ts'
import type { Authority } from '../authority.ts'
import type { Obligation } from '../decision.ts'
import { asIs, type Confinement, unconfinable } from './confinement.ts'
import { confineChange, confineCreate } from './write.ts'

const unlimited = { parameters: Infinity, orValues: Infinity, includes: Infinity, chainDepth: 0 }

/**
 * Keeps an interaction within granular scopes (`?param=value`, SMART App Launch 2.2). The guard judges every resource
 * by them; a search is narrowed as well where one search can say what they say together, so that its pages and its
 * total are right.
 */
export function confineConstraints(
  interaction: SingleInteraction,
  held: readonly Grant[],
  authority: Authority,
): Confinement {
  switch (interaction.kind) {
    case 'search': {
      if (interaction.type === undefined) return asIs(interaction, { kind: 'drop-total' })
      const query = constrainQuery(interaction.query, interaction.type, held, authority)
      if (query === undefined) return confineUnlike(interaction, interaction.type, held, authority)
      return constrained({ ...interaction, query }, interaction.type, held)
    }
    case 'create':
      return confineCreate(interaction, undefined, held, authority)
    case 'update':
    case 'patch':
    case 'delete':
      return confineChange(interaction, undefined, held, authority)
    case 'operation':
      return confineOperation(interaction, held, authority)
    default:
      return asIs(interaction, { kind: 'drop-total' })
  }
}

/**
 * Granular scopes that no one search can say together. A search that names one of them is kept to that one; any other
 * leaves as wide as it came, and its pages are filled with what the guard leaves of the server's (`filling.ts`).
 */
function confineUnlike(
  interaction: SearchInteraction,
  type: string,
  held: readonly Grant[],
  authority: Authority,
): Confinement {
  const named = held.find(({ scope }) => scope.constraints.every((constraint) => names(interaction.query, constraint)))
  const query = named && constrainQuery(interaction.query, type, [named], authority)
  return named !== undefined && query !== undefined
    ? constrained({ ...interaction, query }, type, [named])
    : asIs(interaction, constraintBy(held), { kind: 'drop-total' })
}

/** Where the server may find more than the guard lets out, it counts more as well. */
function constrained(interaction: SearchInteraction, type: string, held: readonly Grant[]): Confinement {
  const isExact = held.every(({ constraint }) => constraint?.(type)?.isExact)
  return asIs(interaction, constraintBy(held), ...(isExact ? [] : [{ kind: 'drop-total' as const }]))
}

function constraintBy(held: readonly Grant[]): Obligation {
  return { kind: 'constrain', by: held.map(({ scope }) => scope.text) }
}

/** Whether a criterion asks for values of the constraint and nothing else; a code may be named without its system. */
function names({ criteria }: SearchQuery, constraint: Grant['scope']['constraints'][number]): boolean {
  const allowed = splitOr(constraint.value).flatMap((value) => [value, value.replace(/^[^|]*\|/, '')])
  return criteria.some(
    ({ hops, parameter, modifier, values }) =>
      hops.length === 0 &&
      modifier === undefined &&
      parameter.code === constraint.parameter &&
      values.every((value) => allowed.includes(value)),
  )
}

/** Aggregates and matches cannot be judged resource by resource; what is newest has to be chosen among what is covered. */
function confineOperation(
  interaction: OperationInteraction,
  held: readonly Grant[],
  authority: Authority,
): Confinement {
  const { name, parameters, body } = interaction
  if (name === 'everything') return asIs(interaction, { kind: 'drop-total' })
  // A server may take its parameters from the body alone.
  const criteria = name === 'lastn' && !body ? criteriaFor('Observation', held, authority) : undefined
  if (criteria === undefined) return unconfinable(`$${name} within a granular scope`)
  const added = criteria.map((criterion) => ({ name: criterionName(criterion), value: criterion.values.join(',') }))
  return asIs({ ...interaction, parameters: [...parameters, ...added] }, { kind: 'drop-total' })
}

/** Whether every one of the grants is a granular one. */
export function isLimited(held: readonly Grant[]): boolean {
  return held.length > 0 && held.every(({ constraint }) => constraint !== undefined)
}

/** The query with what granular grants say added to it, so that it looks at nothing else; undefined when no one query can say it. */
export function constrainQuery(
  query: SearchQuery,
  type: string,
  held: readonly Grant[],
  authority: Authority,
): SearchQuery | undefined {
  if (!isLimited(held)) return query
  const criteria = criteriaFor(type, held, authority)
  return criteria && { ...query, criteria: [...query.criteria, ...criteria] }
}

/** One grant's constraints AND-ed, or several grants that differ in the values of one parameter, OR-ed. */
function criteriaFor(type: string, held: readonly Grant[], authority: Authority): readonly Criterion[] | undefined {
  const [first, ...others] = held.map(({ scope }) => scope.constraints)
  if (first === undefined) return undefined
  if (others.length === 0) return readAll(first, type, authority)
  const parameter = first[0]?.parameter
  const same = [first, ...others].every(
    (constraints) => constraints.length === 1 && constraints[0]?.parameter === parameter,
  )
  if (!same || parameter === undefined) return undefined
  const value = [first, ...others].map(([constraint]) => constraint?.value).join(',')
  return readAll([{ parameter, value }], type, authority)
}

function readAll(
  constraints: readonly { readonly parameter: string; readonly value: string }[],
  type: string,
  { definitions }: Authority,
): readonly Criterion[] | undefined {
  const criteria: Criterion[] = []
  for (const { parameter, value } of constraints) {
    const read = readCriterion(parameter, value, [type], definitions, unlimited)
    if (isRefusal(read)) return undefined
    criteria.push(read)
  }
  return criteria
}
