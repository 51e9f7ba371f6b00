import type {
  CreateInteraction,
  DeleteInteraction,
  PatchInteraction,
  UpdateInteraction,
} from '../../fhir/interaction.ts'
import type { Grant } from '../../scopes/grants.ts'
import type { Authority } from '../authority.ts'
import { asIs, type Confinement, outside, unconfinable } from './confinement.ts'
import { covers } from './covers.ts'
import { pointsToOther } from './foreign-pointers.ts'
import { reachingCriteria } from './hops.ts'
import { ownerCriterion } from './search.ts'

/** A new record must belong to the caller's patient, and fit one of the scopes that grant creating it (interactions.md §12: post-image). */
export function confineCreate(
  interaction: CreateInteraction,
  patient: string | undefined,
  grants: readonly Grant[],
  authority: Authority,
): Confinement {
  const { type, body, ifNoneExist } = interaction
  if (patient !== undefined && type === 'Patient') return outside('a new Patient is never the launch patient')
  const written =
    checkWritten(type, body.value, patient, grants, authority) ?? checkReferences(interaction, patient, authority)
  if (written) return written
  if (ifNoneExist === undefined || patient === undefined) return asIs(interaction)
  if (reachingCriteria(ifNoneExist, type, authority).length > 0)
    return unconfinable('If-None-Exist may look into other patients’ data')
  const criterion = ownerCriterion(type, patient, authority)
  if (criterion === undefined) return unconfinable(`${type} cannot be searched by patient`)
  return asIs({ ...interaction, ifNoneExist: { ...ifNoneExist, criteria: [...ifNoneExist.criteria, criterion] } })
}

/**
 * A change or deletion of a record that must be the caller's before it, and after it: the stored version is read and
 * judged before anything is sent, the new one here, or once a patch has been applied.
 */
export function confineChange(
  interaction: UpdateInteraction | PatchInteraction | DeleteInteraction,
  patient: string | undefined,
  grants: readonly Grant[],
  authority: Authority,
): Confinement {
  const { type, kind, condition } = interaction
  if (condition !== undefined) return unconfinable(`a conditional ${kind} within a limited reach`)
  if (kind === 'update') {
    const written =
      checkWritten(type, interaction.body.value, patient, grants, authority) ??
      checkReferences(interaction, patient, authority)
    if (written) return written
  } else if (patient !== undefined && !isOwnable(type, authority)) return outside(`${type} belongs to no patient`)
  return asIs(interaction, {
    kind: 'check-stored',
    permission: kind === 'delete' ? 'd' : 'u',
    context: grants[0]?.scope.context ?? 'patient',
  })
}

/** The refusal of a body that may not be written; undefined for one that may. Shared types are everybody's, so nobody's to change. */
export function checkWritten(
  type: string,
  resource: unknown,
  patient: string | undefined,
  grants: readonly Grant[],
  authority: Authority,
): Confinement | undefined {
  if (patient !== undefined && !isOwnable(type, authority)) return outside(`${type} belongs to no patient`)
  if (!grants.some((grant) => covers(grant, type, resource, authority)))
    return outside('the record would be outside of what the scopes reach')
  if (patient !== undefined && pointsToOther(resource, patient, authority))
    return outside('the record points to another patient')
  return undefined
}

/** A reference that is a search is resolved over everybody's data, so it may only look at what is shared. */
function checkReferences(
  { references = [] }: Pick<CreateInteraction, 'references'>,
  patient: string | undefined,
  authority: Authority,
): Confinement | undefined {
  const leaves = references.some(
    ({ type, query }) =>
      authority.compartment.rule(type)?.kind !== 'shared' || reachingCriteria(query, type, authority).length > 0,
  )
  return patient !== undefined && leaves ? unconfinable('a conditional reference into patients’ data') : undefined
}

function isOwnable(type: string, { compartment }: Authority): boolean {
  return compartment.rule(type)?.kind === 'compartment'
}
