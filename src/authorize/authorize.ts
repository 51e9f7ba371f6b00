import { type BundleInteraction, isBundle, type SingleInteraction } from '../fhir/interaction.ts'
import type { Circumstances } from '../policy/question.ts'
import type { Principal } from '../scopes/principal.ts'
import { scopeContexts } from '../scopes/scope.ts'
import { type Attempt, attempt, isIncluded, leavesMore } from './attempt.ts'
import type { Authority } from './authority.ts'
import { authorizeBundle } from './authorize-bundle.ts'
import { findClosed } from './closed.ts'
import { isConfined } from './confine/confinement.ts'
import type { Decision, Judged, Permit, Reason } from './decision.ts'
import { obligationsOf } from './obligations.ts'
import { envelope, withEnvelope } from './policy/envelope.ts'
import { withPolicy } from './policy/with-policy.ts'
import { requirementsOf } from './requirements.ts'

/**
 * Decides an interaction for a principal: every permission it needs has to be held, all of one scope context
 * (rights of `patient/`, `user/` and `system/` do not add up), after what may be left away has been taken out; and what
 * is left has to be kept within what those scopes reach. Includes may be held in any context, because each returned
 * resource is checked again on its way out. What the scopes permit, the policy may still forbid or cut down; it adds nothing.
 *
 * @param circumstances what only the policy looks at.
 */
export function authorize(
  interaction: SingleInteraction | BundleInteraction,
  principal: Principal,
  authority: Authority,
  circumstances: Circumstances,
): Decision {
  const { rules } = authority
  if (isBundle(interaction)) {
    const decision = authorizeBundle(interaction, (entry) => authorize(entry, principal, authority, circumstances))
    return rules === undefined
      ? decision
      : withEnvelope(decision, interaction, rules.ask(envelope(interaction), principal, circumstances))
  }
  const decision = authorizeSingle(interaction, principal, authority)
  if (rules === undefined || decision.effect === 'deny') return decision
  return withPolicy(decision, interaction, principal, { ...authority, rules }, circumstances)
}

function authorizeSingle(interaction: SingleInteraction, principal: Principal, authority: Authority): Decision {
  const closed = findClosed(interaction, authority.operations)
  const held = scopeContexts.filter((context) => principal.grants.byContext.has(context))
  const tried = (held.length > 0 ? held : scopeContexts.slice(1, 2)).map((context) =>
    attempt(interaction, principal, context, authority),
  )
  const best = tried.reduce((a, b) => (leavesMore(b, a) ? b : a))
  const requirements = judgeAll(interaction, best, principal, authority)
  if (best.missing.length > 0) {
    return { effect: 'deny', interaction, cause: 'scope', requirements, reason: missingReason(best, principal) }
  }
  if (closed) return { interaction, requirements, ...closed }
  if (!isConfined(best.confinement)) return { effect: 'deny', interaction, ...best.confinement, requirements }
  return {
    effect: 'permit',
    interaction: best.confinement.interaction,
    reason: { code: 'SCOPE_COVERS', detail: `covered by ${best.context} scopes`, inert: principal.grants.inert },
    requirements,
    obligations: best.obligations,
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

/** Every requirement of what was asked, the narrowed parts too, with the scope that meets it. */
function judgeAll(
  asked: SingleInteraction,
  { context }: Attempt,
  { grants }: Principal,
  authority: Authority,
): readonly Judged[] {
  return requirementsOf(asked, authority.operations).map((requirement) => {
    const order = isIncluded(requirement.role) ? [context, ...scopeContexts] : [context]
    for (const each of order) {
      const grant = grants.find(each, requirement.resourceType, requirement.permission)
      if (grant) return { requirement, satisfiedBy: grant.scope.text, context: each }
    }
    return { requirement }
  })
}

function missingReason({ missing }: Attempt, { grants }: Principal): Reason {
  const needs = missing.map(({ resourceType, permission, role }) => `${resourceType}.${permission} (${role})`)
  return {
    code: 'SCOPE_MISSING',
    detail: `no scope grants ${[...new Set(needs)].join(', ')}`,
    missing,
    inert: grants.inert,
  }
}
