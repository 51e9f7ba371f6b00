import { challengeFor } from '../authn/challenge.ts'
import type { AuthenticationFailure } from '../authn/failure.ts'
import type { Deny } from '../authorize/decision.ts'
import { denialOf } from '../denial/deny.ts'
import { isBundle } from '../fhir/interaction.ts'
import { type Refusal, refusals } from '../fhir/refusal.ts'
import { challenges } from '../road/answers.ts'
import { selfLink } from '../road/self-link.ts'
import type { Principal } from '../scopes/principal.ts'
import type { DenialView, Judgement } from './explanation.ts'
import type { ExplainParts } from './parts.ts'

/** How the caller is told of a deny, by the denial policy. */
export function viewDenial(deny: Deny, principal: Principal, { policy, iua, base }: ExplainParts): DenialView {
  const { interaction } = deny
  const single = !isBundle(interaction) && interaction.kind !== 'page'
  const self = single ? selfLink(interaction, { base }) : base
  const contexts = principal.grants.byContext.keys()
  const { status, style, headers } = denialOf(deny, { policy: policy.denial, iua, challenges, contexts, self })
  const challenge = headers['www-authenticate']
  return { status, style, ...(challenge !== undefined && { wwwAuthenticate: challenge }) }
}

/** A request, or a Bundle's entry, that was not understood: denied to everyone alike. */
export function judgeRefused({ refused, detail, entry }: Refusal): Judgement & Required<Pick<Judgement, 'refusal'>> {
  const { status, issue } = refusals[refused]
  return {
    refusal: { code: refused, status, issue, detail, ...(entry !== undefined && { entry }) },
    requirements: [],
    decision: { effect: 'deny', reason: { code: refused, detail }, obligations: [] },
    denial: { status, style: 'refused' },
  }
}

/** A caller whose token is not accepted: the request is not read any further. */
export function judgeUnauthenticated(failure: AuthenticationFailure): Judgement {
  const challenge = challengeFor(failure)
  return {
    requirements: [],
    decision: {
      effect: 'deny',
      reason: { code: failure.unauthenticated, detail: failure.detail },
      obligations: [],
    },
    denial: {
      status: failure.status,
      style: 'unauthenticated',
      ...(challenge !== undefined && { wwwAuthenticate: challenge }),
    },
  }
}
