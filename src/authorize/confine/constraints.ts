import type { SingleInteraction } from '../../fhir/interaction.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import { readCriterion } from '../../fhir/search/criterion.ts'
import type { Criterion } from '../../fhir/search/query.ts'
import type { Grant } from '../../scopes/grants.ts'
import type { Authority } from '../authority.ts'
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
      const criteria = interaction.type === undefined ? undefined : criteriaFor(interaction.type, held, authority)
      if (criteria === undefined) return asIs(interaction, { kind: 'drop-total' })
      const query = { ...interaction.query, criteria: [...interaction.query.criteria, ...criteria] }
      return asIs({ ...interaction, query }, { kind: 'constrain', by: held.map(({ scope }) => scope.text) })
    }
    case 'create':
      return confineCreate(interaction, undefined, held, authority)
    case 'update':
    case 'patch':
    case 'delete':
      return confineChange(interaction, undefined, held, authority)
    case 'operation':
      // Aggregates and matches cannot be judged resource by resource.
      return ['everything', 'lastn'].includes(interaction.name)
        ? asIs(interaction, { kind: 'drop-total' })
        : unconfinable(`$${interaction.name} within a granular scope`)
    default:
      return asIs(interaction, { kind: 'drop-total' })
  }
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
