import type { SingleInteraction, Subscribed } from '../../fhir/interaction.ts'
import { type Grants, patientOf } from '../../scopes/grants.ts'
import type { ScopeContext } from '../../scopes/scope.ts'
import { type Confinement, outside } from './confinement.ts'

/**
 * The refusal of a Subscription that would be sent more than the scopes of its caller reach: nothing can be added to what
 * the server looks for, and nobody judges what it sends. Undefined for what is no Subscription, and for one whose criteria
 * are on a type: that is held to its requirements.
 */
export function refuseSubscribed(
  interaction: SingleInteraction,
  context: ScopeContext,
  grants: Grants,
): Confinement | undefined {
  const { subscribed } = interaction as { readonly subscribed?: Subscribed }
  if (subscribed === undefined) return undefined
  if (patientOf(grants, context) !== undefined) return outside('a Subscription cannot be kept to one patient')
  if (subscribed.type !== '*') return undefined
  const reachesAll = (['r', 's'] as const).every((permission) => {
    const grant = grants.find(context, '*', permission)
    return grant !== undefined && grant.constraint === undefined
  })
  if (reachesAll) return undefined
  const detail = 'a Subscription by topic, or with criteria that are not understood, needs r and s on every type'
  return { cause: 'operation', reason: { code: 'SUBSCRIPTION_CLOSED', detail } }
}
