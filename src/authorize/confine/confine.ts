import type {
  CapabilitiesInteraction,
  OperationInteraction,
  SearchInteraction,
  SingleInteraction,
} from '../../fhir/interaction.ts'
import { type Grant, type Grants, patientOf } from '../../scopes/grants.ts'
import type { Permission, ScopeContext } from '../../scopes/scope.ts'
import type { Authority } from '../authority.ts'
import { findOpen, openRequirements } from '../operations.ts'
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
  if (asked.kind === 'capabilities') return asIs(asked)
  const beyond = refuseSubscribed(asked, context, grants)
  if (beyond) return beyond
  const interaction = constrainCondition(asked, context, grants, authority)
  if (interaction === undefined)
    return unconfinable('If-None-Exist within granular scopes that no single search can express')
  const held = heldFor(interaction, context, grants, authority)
  const limited = isLimited(held)
  const patient = patientOf(grants, context)
  if (patient === undefined) {
    if (context === 'patient') return outside('no launch patient')
    if (limited) return confineConstraints(interaction, held, authority)
    // Over several types no scope need hold all of what is asked; some may hold a part of their type only.
    const inPart =
      held.length === 0 && grants.byContext.get(context)?.some(({ constraint }) => constraint !== undefined)
    return inPart ? asIs(interaction, { kind: 'drop-total' }) : asIs(interaction)
  }
  const confined = confineToPatient(interaction, patient, held, authority)
  if ('cause' in confined || !limited) return confined
  const narrowed = confineConstraints(confined.interaction, held, authority)
  return 'cause' in narrowed
    ? narrowed
    : { ...narrowed, obligations: [...confined.obligations, ...narrowed.obligations] }
}

/** What needs a permission. */
type Scoped = Exclude<SingleInteraction, CapabilitiesInteraction>

/** A conditional create is a search as well, and looks only where its caller may search. */
function constrainCondition(
  interaction: Scoped,
  context: ScopeContext,
  grants: Grants,
  authority: Authority,
): Scoped | undefined {
  if (interaction.kind !== 'create' || interaction.ifNoneExist === undefined) return interaction
  const { type } = interaction
  const ifNoneExist = constrainQuery(interaction.ifNoneExist, type, grants.all(context, type, 's'), authority)
  return ifNoneExist && { ...interaction, ifNoneExist }
}

function confineToPatient(
  interaction: Scoped,
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
  if (kind === undefined || kind === 'closed') return outside(`${type} cannot be traced to one patient`)
  if (type === 'Patient' && id !== patient) return outside('another patient')
  return asIs(interaction, { kind: 'drop-total' })
}

/** The grants that decide which scopes are in play: those of the permission on the addressed type. */
function heldFor(interaction: Scoped, context: ScopeContext, grants: Grants, authority: Authority): readonly Grant[] {
  if (interaction.kind === 'operation') return limitedFor(interaction, context, grants, authority)
  return grants.all(context, interaction.type ?? '*', permissionFor(interaction))
}

/** An operation may need several: one of which the scopes hold a part only is enough to limit it. */
function limitedFor(
  call: OperationInteraction,
  context: ScopeContext,
  grants: Grants,
  { operations }: Authority,
): readonly Grant[] {
  const open = findOpen(call, operations)
  const needed = open === undefined ? [] : openRequirements(call, open)
  const held = needed.map(({ resourceType, permission }) => grants.all(context, resourceType, permission))
  return held.find(isLimited) ?? held[0] ?? []
}

function permissionFor(interaction: Exclude<Scoped, OperationInteraction>): Permission {
  switch (interaction.kind) {
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
  }
}
