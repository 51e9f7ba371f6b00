import type { SearchInteraction, SingleInteraction } from '../../fhir/interaction.ts'
import type { Grant, Grants } from '../../scopes/grants.ts'
import type { Permission, ScopeContext } from '../../scopes/scope.ts'
import type { Authority } from '../authority.ts'
import { asIs, type Confinement, outside, unconfinable } from './confinement.ts'
import { confineConstraints, constrainQuery, isLimited } from './constraints.ts'
import { confineOperation } from './operation.ts'
import { confineSearch } from './search.ts'
import { refuseSubscribed } from './subscribed.ts'
import { confineChange, confineCreate } from './write.ts'

/**
 * Keeps an interaction that the scopes of `context` grant within what those scopes reach: one patient's data, the
 * resources that fit a granular scope, or both. Scopes that reach everything leave it as it is.
 */
export function confine(
  asked: SingleInteraction,
  context: ScopeContext,
  grants: Grants,
  authority: Authority,
): Confinement {
  const permission = permissionFor(asked)
  if (permission === undefined) return asIs(asked)
  const beyond = refuseSubscribed(asked, context, grants)
  if (beyond) return beyond
  const interaction = constrainCondition(asked, context, grants, authority)
  if (interaction === undefined) return unconfinable('If-None-Exist within granular scopes that no one search can say')
  const type = 'type' in interaction && interaction.type !== undefined ? interaction.type : '*'
  const held = grants.all(context, type, permission)
  const limited = isLimited(held)
  if (context !== 'patient') {
    if (limited) return confineConstraints(interaction, held, authority)
    // Over several types no scope need hold all of what is asked; some may hold a part of their type only.
    const inPart =
      held.length === 0 && grants.byContext.get(context)?.some(({ constraint }) => constraint !== undefined)
    return inPart ? asIs(interaction, { kind: 'drop-total' }) : asIs(interaction)
  }
  const patient = grants.byContext.get('patient')?.[0]?.patient
  if (patient === undefined) return outside('no launch patient')
  const confined = confineToPatient(interaction, patient, held, authority)
  if ('cause' in confined || !limited) return confined
  const narrowed = confineConstraints(confined.interaction, held, authority)
  return 'cause' in narrowed
    ? narrowed
    : { ...narrowed, obligations: [...confined.obligations, ...narrowed.obligations] }
}

/** A conditional create is a search as well, and looks only where its caller may search. */
function constrainCondition(
  interaction: SingleInteraction,
  context: ScopeContext,
  grants: Grants,
  authority: Authority,
): SingleInteraction | undefined {
  if (interaction.kind !== 'create' || interaction.ifNoneExist === undefined) return interaction
  const { type } = interaction
  const ifNoneExist = constrainQuery(interaction.ifNoneExist, type, grants.all(context, type, 's'), authority)
  return ifNoneExist && { ...interaction, ifNoneExist }
}

function confineToPatient(
  interaction: SingleInteraction,
  patient: string,
  held: readonly Grant[],
  authority: Authority,
): Confinement {
  switch (interaction.kind) {
    case 'read':
    case 'vread':
      return confineInstance(interaction, interaction.type, interaction.id, patient, authority)
    case 'history':
      return interaction.level === 'instance'
        ? confineInstance(interaction, interaction.type as string, interaction.id as string, patient, authority)
        : unconfinable('a history of many patients')
    case 'search':
      return confineSearch(interaction as SearchInteraction, patient, authority)
    case 'create':
      return confineCreate(interaction, patient, held, authority)
    case 'update':
    case 'patch':
    case 'delete':
      return confineChange(interaction, patient, held, authority)
    case 'operation':
      return confineOperation(interaction, patient, authority)
    case 'capabilities':
      return asIs(interaction)
  }
}

/** One instance: whose it is shows when it comes back; only for a Patient is it known before. */
function confineInstance(
  interaction: SingleInteraction,
  type: string,
  id: string,
  patient: string,
  { compartment }: Authority,
): Confinement {
  const kind = compartment.rule(type)?.kind
  if (kind === undefined || kind === 'closed') return outside(`${type} belongs to no patient that could be told`)
  if (type === 'Patient' && id !== patient) return outside('another patient')
  return asIs(interaction, { kind: 'drop-total' })
}

/** The permission on the addressed type that decides which scopes are in play. */
function permissionFor(interaction: SingleInteraction): Permission | undefined {
  switch (interaction.kind) {
    case 'capabilities':
      return undefined
    case 'read':
    case 'vread':
      return 'r'
    case 'history':
      return interaction.level === 'instance' ? 'r' : 's'
    case 'search':
      return 's'
    case 'create':
      return 'c'
    case 'update':
    case 'patch':
      return 'u'
    case 'delete':
      return 'd'
    case 'operation':
      return interaction.name === 'lastn' || interaction.name === 'docref' ? 's' : 'r'
  }
}
