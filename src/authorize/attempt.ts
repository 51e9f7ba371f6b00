import type { SingleInteraction } from '../fhir/interaction.ts'
import type { Principal } from '../scopes/principal.ts'
import { type ScopeContext, scopeContexts } from '../scopes/scope.ts'
import type { Authority } from './authority.ts'
import { confine } from './confine/confine.ts'
import { type Confinement, isConfined } from './confine/confinement.ts'
import { withoutHiddenSteps } from './confine/includes.ts'
import type { Obligation } from './decision.ts'
import { filledByScopes } from './filling.ts'
import { type Holds, narrow } from './narrow/narrow.ts'
import { obligationsOf } from './obligations.ts'
import type { Requirement } from './requirement.ts'
import { requirementsOf } from './requirements.ts'
import { wholeResources } from './whole-resources.ts'

/** What the scopes of one context make of an interaction. */
export interface Attempt {
  readonly context: ScopeContext
  /** What no scope of the context grants; when there is any, nothing else counts. */
  readonly missing: readonly Requirement[]
  /** The interaction within the reach of the scopes, or why it cannot be kept there. */
  readonly confinement: Confinement
  /** What must be done with the answer. */
  readonly obligations: readonly Obligation[]
}

/** Takes out what may be left out, finds which permissions are missing, and keeps the rest within reach. */
export function attempt(
  interaction: SingleInteraction,
  { grants }: Principal,
  context: ScopeContext,
  authority: Authority,
): Attempt {
  const inContext: Holds = (type, permission) => grants.find(context, type, permission) !== undefined
  const inAny: Holds = (type, permission) =>
    scopeContexts.some((each) => grants.find(each, type, permission) !== undefined)
  const permitted = narrow(interaction, inContext, inAny, authority.definitions)
  const whole = wholeResources(permitted.interaction, grants)
  const { interaction: narrowed, removed: steps } = withoutHiddenSteps(whole.interaction, grants, authority)
  const removed = [...permitted.removed, ...whole.removed, ...steps]
  const missing = requirementsOf(narrowed, authority.operations).filter(({ resourceType, permission, role }) => {
    if (isIncluded(role)) return !inAny(resourceType, permission)
    const grant = grants.find(context, resourceType, permission)
    // A criterion looks at rows that nobody judges, a Subscription is sent them, so a scope that covers only some of them is not enough.
    return grant === undefined || (isCriterion(role) && grant.constraint !== undefined)
  })
  if (missing.length > 0)
    return { context, missing, confinement: { interaction: narrowed, obligations: [] }, obligations: [] }
  const confinement = confine(narrowed, context, grants, authority)
  if (!isConfined(confinement)) return { context, missing, confinement, obligations: [] }
  const obligations = [
    ...confinement.obligations,
    ...obligationsOf(confinement.interaction, removed, inContext, authority.operations),
  ]
  return { context, missing, ...filledByScopes(confinement, obligations, authority) }
}

/**
 * Whether `a` leaves the caller more than `b`: lacks less, can be kept within reach, is not held to one patient or to
 * granular scopes, may hold more types. So a further scope never makes an answer smaller.
 */
export function leavesMore(a: Attempt, b: Attempt): boolean {
  const [ofA, ofB] = [rank(a), rank(b)]
  const at = ofA.findIndex((value, index) => value !== ofB[index])
  return at >= 0 && (ofA[at] as number) < (ofB[at] as number)
}

/** Lower is better, compared from the left. */
function rank({ missing, confinement, obligations }: Attempt): readonly number[] {
  const has = (kind: Obligation['kind']) => Number(obligations.some((obligation) => obligation.kind === kind))
  const guard = obligations.find((obligation) => obligation.kind === 'guard')
  const types = guard === undefined ? 0 : guard.types.has('*') ? Number.POSITIVE_INFINITY : guard.types.size
  return [
    missing.length,
    Number(!isConfined(confinement)),
    has('confine'),
    has('constrain'),
    has('check-stored'),
    -types,
    has('narrow'),
  ]
}

export function isIncluded(role: Requirement['role']): boolean {
  return role === 'included' || role === 'reverse-included' || role === 'iterated'
}

function isCriterion(role: Requirement['role']): boolean {
  return role === 'chained' || role === 'reverse-chained' || role === 'sorted-by' || role === 'subscribed'
}
