import type { Deny } from '../authorize/decision.ts'
import { type DenialPolicy, type DenialStyle, styleFor } from '../policy/denial-policy.ts'
import type { StepUp } from '../policy/language.ts'
import type { ScopeContext } from '../scopes/scope.ts'
import { emptyBundle, emptyBundleType } from './empty-bundle.ts'
import { failures } from './failures.ts'
import { missingScopes } from './missing-scopes.ts'
import { type OwnAnswer, outcomeAnswer, ownAnswer, withHeaders } from './outcome.ts'

/** WWW-Authenticate values (RFC 6750 §3). */
export interface Challenges {
  /** Without an error code. */
  readonly bare: string
  insufficientScope(scopes: readonly string[]): string
  /** RFC 9470 §3. */
  stepUp(needed: StepUp): string
}

export interface Telling {
  readonly policy: DenialPolicy
  readonly challenges: Challenges
  /** The contexts of the caller's scopes. */
  readonly contexts: Iterable<ScopeContext>
  /** The self link of an empty Bundle; absent = no link. */
  readonly self?: string
  /** IHE IUA: what is forbidden is told with 401 and `insufficient_scope` (ITI TF-2 3.72.4.3), not with 403. */
  readonly iua?: boolean
}

/** What the caller gets to see of a deny, and the style that the policy chose for it. */
export interface Denial extends OwnAnswer {
  readonly style: DenialStyle
}

const forbidden = outcomeAnswer({ status: 403, issue: 'forbidden', show: 'Access denied' })
const unauthorized = outcomeAnswer({ status: 401, issue: 'login', show: 'Access denied' })

/**
 * The one answer for what is not there, was deleted, or may not be known to be there. All of them are these bytes, so
 * that nobody learns which (security.html#AccessDenied).
 */
export const notFoundAnswer: OwnAnswer = outcomeAnswer(failures.UPSTREAM_NOT_FOUND)

/**
 * Chooses by the denial policy how a deny looks: 403, 404, 401, or an empty Bundle where the request would be answered
 * with one (elsewhere 404). A rule of the policy may choose for itself, and a stronger login that would do is asked for
 * as such (RFC 9470 §3). A create, and a transaction with one, is about nothing that could be hidden, and its caller
 * knows what it says: `hidden` is 403 there. Nothing of the decision's reason is told but, for a want of scopes, the
 * scopes that are missing (RFC 6750 §3.1), which follow from the request alone.
 */
export function denialOf(deny: Deny, telling: Telling): Denial {
  const { cause, interaction, entry = interaction } = deny
  const resourceType = 'type' in interaction ? interaction.type : undefined
  if (deny.stepUp !== undefined) {
    const challenge = telling.challenges.stepUp(deny.stepUp)
    return { style: 'unauthorized', ...withHeaders(unauthorized, { 'www-authenticate': challenge }) }
  }
  const wanted = deny.style ?? styleFor(telling.policy, { cause, resourceType, interaction: interaction.kind })
  const chosen = entry.kind === 'create' && wanted === 'hidden' ? 'forbidden' : wanted
  const style = telling.iua === true && chosen === 'forbidden' ? 'unauthorized' : chosen
  return { style, ...answerIn(style, deny, telling) }
}

function answerIn(style: DenialStyle, deny: Deny, { challenges, contexts, self, iua }: Telling): OwnAnswer {
  const scopes = () => challenges.insufficientScope(missingScopes(deny, contexts))
  const other = () => (iua === true ? challenges.insufficientScope([]) : challenges.bare)
  switch (style) {
    case 'forbidden':
      return deny.cause === 'scope' ? withHeaders(forbidden, { 'www-authenticate': scopes() }) : forbidden
    case 'unauthorized':
      // A 401 without a challenge is no valid answer (RFC 9110 §15.5.2).
      return withHeaders(unauthorized, { 'www-authenticate': deny.cause === 'scope' ? scopes() : other() })
    case 'not-found':
      return notFoundAnswer
    case 'empty-bundle':
    case 'hidden': {
      const type = emptyBundleType(deny.interaction)
      return type === undefined ? notFoundAnswer : ownAnswer(200, emptyBundle({ type, self }))
    }
  }
}
