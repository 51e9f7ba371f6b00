import type { SearchInteraction } from '../../fhir/interaction.ts'
import type { Criterion, Include, SearchQuery } from '../../fhir/search/query.ts'
import type { Authority } from '../authority.ts'
import { asIs, type Confinement, outside, unconfinable } from './confinement.ts'
import { reachingCriteria, reachingInCompartment } from './hops.ts'
import { inWords } from './includes.ts'
import { hasSingleOwner, isOwnerParameter, narrowingParameter } from './owner-parameters.ts'

/**
 * Keeps a search within one patient's compartment, before it leaves (search-disclosure: P5). The restriction is a
 * criterion of its own, AND-ed to the caller's, so that nothing the caller writes can widen it.
 */
export function confineSearch(interaction: SearchInteraction, patient: string, authority: Authority): Confinement {
  const { type, compartment } = interaction
  if (compartment?.type === 'Patient' && compartment.id !== patient) return outside("another patient's compartment")
  if (type === undefined) {
    const { query } = interaction
    const own =
      compartment?.type === 'Patient' &&
      query.criteria.every(({ hops }) => hops.length === 0) &&
      reachingInCompartment(query, authority).length === 0
    return own ? asIs(interaction, { kind: 'drop-total' }) : unconfinable('a search over several types')
  }
  const kind = authority.compartment.rule(type)?.kind
  if (kind === undefined || kind === 'closed') return outside(`${type} cannot be traced to one patient`)
  // A search of Provenance takes no criteria, but naming the launch patient says no more than what is added.
  const asked = kind === 'by-target' ? withoutOwner(interaction.query, type, patient, authority) : interaction.query
  const reaching = reachingCriteria(asked, type, authority)
  if (reaching.length > 0)
    return unconfinable(`${[...new Set(reaching)].join(', ')} may look into other patients' data`)
  const { kept, removed } = withoutEverybodys(asked, type, authority)
  const query = { ...asked, includes: kept }
  const narrow = removed.length > 0 ? [{ kind: 'narrow' as const, removed }] : []
  if (kind === 'shared') return asIs({ ...interaction, query }, ...narrow)
  const criterion = ownerCriterion(type, patient, authority)
  if (criterion === undefined) return unconfinable(`${type} cannot be searched by patient`)
  if (isEmpty(query, type, patient, authority)) return outside('criteria that name another patient only')
  const { compartment: _, ...search } = interaction
  const confined = compartment?.type === 'Patient' ? { ...search, level: 'type' as const } : interaction
  return asIs(
    { ...confined, query: { ...query, criteria: [...query.criteria, criterion] } },
    { kind: 'confine', patient, by: criterion.parameter.code },
    // A Provenance about this patient and another is found, but not shown.
    ...(kind === 'by-target' ? [{ kind: 'drop-total' as const }] : []),
    ...narrow,
  )
}

/** `patient=Patient/[id]`, or what says the same on this type; `_id=[id]` on Patient itself. */
export function ownerCriterion(type: string, patient: string, { definitions }: Authority): Criterion | undefined {
  if (type === 'Patient') {
    const id = definitions.searchParameter('Patient', '_id')
    return id && { hops: [], parameter: id, values: [patient] }
  }
  const parameter = narrowingParameter(definitions, type)
  return parameter && { hops: [], parameter, values: [`Patient/${patient}`] }
}

/** The search without what names the launch patient as `ownerCriterion` does. */
function withoutOwner(query: SearchQuery, type: string, patient: string, authority: Authority): SearchQuery {
  const owner = ownerCriterion(type, patient, authority)
  const isOwner = ({ hops, parameter, modifier, values: [value, ...others] }: Criterion) =>
    hops.length === 0 &&
    parameter.code === owner?.parameter.code &&
    (modifier === undefined || modifier === 'Patient') &&
    others.length === 0 &&
    (value === patient || value === `Patient/${patient}`)
  return { ...query, criteria: query.criteria.filter((criterion) => !isOwner(criterion)) }
}

/** A `_revinclude` from a type that is nobody's would fetch everybody's; one of own rows is left to the guard. */
function withoutEverybodys({ includes }: SearchQuery, type: string, authority: Authority) {
  const isShared = (each: string) => authority.compartment.rule(each)?.kind === 'shared'
  const leaves = ({ direction, source }: Include) => direction === 'revinclude' && isShared(type) && !isShared(source)
  return { kept: includes.filter((include) => !leaves(include)), removed: includes.filter(leaves).map(inWords) }
}

/** Whether the caller's own criteria name other patients only, so that nothing can be left. */
function isEmpty({ criteria }: SearchQuery, type: string, patient: string, { definitions }: Authority): boolean {
  return criteria.some(({ hops, parameter, modifier, values }) => {
    if (hops.length > 0) return false
    if (type === 'Patient' && parameter.code === '_id') return !values.includes(patient)
    if (!hasSingleOwner(definitions, type) || !isOwnerParameter(definitions, type, parameter)) return false
    if (modifier !== undefined && modifier !== 'Patient') return false
    return values.every(
      (value) => /^(?:Patient\/)?[A-Za-z0-9\-.]{1,64}$/.test(value) && value.replace(/^Patient\//, '') !== patient,
    )
  })
}
