import type { Definitions } from '../fhir/definitions.ts'
import { type BundleInteraction, isBundle, type SingleInteraction } from '../fhir/interaction.ts'
import type { Principal } from '../scopes/principal.ts'
import type { ScopeContext } from '../scopes/scope.ts'
import { authorizeBundle } from './authorize-bundle.ts'
import { findClosed } from './closed.ts'
import type { Decision, Judged, Permit, Reason } from './decision.ts'
import { obligationsOf } from './obligations.ts'
import type { OpenOperation } from './operations.ts'
import type { Requirement } from './requirement.ts'
import { requirementsOf } from './requirements.ts'
import { type Holds, restrict } from './restrict.ts'

/** What a decision rests on beside the request and the caller. */
export interface Authority {
  readonly definitions: Definitions
  /** Operations the site has opened in its configuration. */
  readonly operations: readonly OpenOperation[]
}

/**
 * Decides an interaction for a principal: every permission it needs has to be held, all of one scope context
 * (rights from `user/` and `system/` do not add up), after what may be left away has been taken out.
 * Includes may be held in any context, because each returned resource is checked again on its way out.
 */
export function authorize(
  interaction: SingleInteraction | BundleInteraction,
  principal: Principal,
  authority: Authority,
): Decision {
  if (isBundle(interaction)) {
    return authorizeBundle(interaction, (entry) => authorize(entry, principal, authority))
  }
  return authorizeSingle(interaction, principal, authority)
}

function authorizeSingle(interaction: SingleInteraction, principal: Principal, authority: Authority): Decision {
  const closed = findClosed(interaction, authority.operations)
  const tried = contextsOf(principal).map((context) => judge(interaction, principal, context, authority))
  const best = tried.reduce((a, b) => (isBetter(b, a, authority) ? b : a))
  const requirements = judgeAll(interaction, best, principal, authority)
  if (best.missing.length > 0)
    return { effect: 'deny', interaction, cause: 'scope', requirements, reason: missingReason(best.missing, principal) }
  if (closed) return { ...closed, interaction, requirements }
  return {
    effect: 'permit',
    interaction: best.interaction,
    reason: { code: 'SCOPE_COVERS', detail: `covered by ${best.context} scopes`, inert: principal.grants.inert },
    requirements,
    obligations: obligationsOf(best.interaction, best.removed, best.holds, authority.operations),
  }
}

/** The open paths: what anyone may ask without a token (interface: `metadata`). */
export function permitPublic(interaction: SingleInteraction): Permit {
  return {
    effect: 'permit',
    interaction,
    reason: { code: 'PUBLIC', detail: 'open to everyone' },
    requirements: [],
    obligations: obligationsOf(interaction, [], () => true, []),
  }
}

interface Attempt {
  readonly context: ScopeContext
  readonly interaction: SingleInteraction
  readonly removed: readonly string[]
  readonly missing: readonly Requirement[]
  readonly holds: Holds
}

const contexts: readonly ScopeContext[] = ['patient', 'user', 'system']

function contextsOf({ grants }: Principal): readonly ScopeContext[] {
  const held = contexts.filter((context) => grants.byContext.has(context))
  return held.length > 0 ? held : ['user']
}

function judge(
  interaction: SingleInteraction,
  { grants }: Principal,
  context: ScopeContext,
  authority: Authority,
): Attempt {
  const inContext: Holds = (type, permission) => grants.find(context, type, permission) !== undefined
  const inAny: Holds = (type, permission) => contexts.some((each) => grants.find(each, type, permission) !== undefined)
  const { interaction: narrowed, removed } = restrict(interaction, inContext, inAny, authority.definitions)
  const missing = requirementsOf(narrowed, authority.operations).filter(
    ({ resourceType, permission, role }) => !(isIncluded(role) ? inAny : inContext)(resourceType, permission),
  )
  return { context, interaction: narrowed, removed, missing, holds: inContext }
}

/**
 * The context that lacks least; of those that lack nothing, the one that leaves most of what was asked, so that a
 * further scope never makes an answer smaller.
 */
function isBetter(a: Attempt, b: Attempt, authority: Authority): boolean {
  if (a.missing.length !== b.missing.length) return a.missing.length < b.missing.length
  const [wide, wider] = [visibleTo(b, authority), visibleTo(a, authority)]
  return wider === wide ? a.removed.length < b.removed.length : wider > wide
}

/** How many types the answer may hold. */
function visibleTo({ interaction, removed, holds }: Attempt, { operations }: Authority): number {
  const obligations = obligationsOf(interaction, removed, holds, operations)
  const guard = obligations.find((obligation) => obligation.kind === 'guard')
  if (guard === undefined) return 0
  return guard.types.has('*') ? Number.POSITIVE_INFINITY : guard.types.size
}

function isIncluded(role: Requirement['role']): boolean {
  return role === 'included' || role === 'reverse-included' || role === 'iterated'
}

/** Every requirement of what was asked, the narrowed parts too, with the scope that meets it. */
function judgeAll(
  asked: SingleInteraction,
  { context }: Attempt,
  { grants }: Principal,
  authority: Authority,
): readonly Judged[] {
  return requirementsOf(asked, authority.operations).map((requirement) => {
    const order = isIncluded(requirement.role) ? [context, ...contexts] : [context]
    for (const each of order) {
      const grant = grants.find(each, requirement.resourceType, requirement.permission)
      if (grant) return { requirement, satisfiedBy: grant.scope.text, context: each }
    }
    return { requirement }
  })
}

function missingReason(missing: readonly Requirement[], { grants }: Principal): Reason {
  const needs = missing.map(({ resourceType, permission, role }) => `${resourceType}.${permission} (${role})`)
  return {
    code: 'SCOPE_MISSING',
    detail: `no scope grants ${[...new Set(needs)].join(', ')}`,
    missing,
    inert: grants.inert,
  }
}
