import { isAuthenticationFailure } from '../authn/failure.ts'
import { isBundle } from '../fhir/interaction.ts'
import { isRefusal } from '../fhir/refusal.ts'
import { callerReader } from '../policy/compile/caller.ts'
import { upstreamRequest } from '../road/forward/upstream-request.ts'
import type { Principal } from '../scopes/principal.ts'
import { viewDecision, viewRequirement } from './decision-view.ts'
import { judgeRefused, judgeUnauthenticated, viewDenial } from './denial-view.ts'
import { explainEntries } from './entries.ts'
import type { CallerView, Explanation } from './explanation.ts'
import { viewInteraction } from './interaction-view.ts'
import { type Caller, type ExplainedRequest, type Judged, judge } from './judge.ts'
import type { ExplainParts } from './parts.ts'
import { type Candidate, judgeCandidate } from './resources.ts'
import { decisive, viewRules } from './rules-view.ts'
import { afterChecks, sendsPatched } from './stored-version.ts'
import { viewUpstream, withoutFilled } from './upstream-view.ts'

/**
 * Says how a request is read, what it needs, what is decided and why, and what would go upstream, without sending
 * anything. Pure, and made of the very functions that the gateway decides with.
 *
 * @param candidates resources that the answer might hold.
 * @param notice what is to be said of how the caller was found.
 */
export function explain(
  request: ExplainedRequest,
  caller: Caller,
  candidates: readonly Candidate[],
  parts: ExplainParts,
  notice?: string,
): Explanation {
  const judged = judge(request, caller, parts)
  const { name, version } = parts.policy
  const rules = 'decision' in judged ? viewRules(decisive(judged.asked, judged.decision), parts) : []
  return {
    ...describe(judged, parts),
    ...(!isAuthenticationFailure(caller) && { caller: viewCaller(caller, parts) }),
    ...(notice !== undefined && { notice }),
    ...(candidates.length > 0 && {
      resources: candidates.map((each) => judgeCandidate(each, 'decision' in judged ? judged : undefined, parts)),
    }),
    policy: { name, version: version ?? null, rules },
  }
}

function describe(judged: Judged, parts: ExplainParts): Omit<Explanation, 'policy'> {
  if ('document' in judged) return { ...discovery, interaction: { kind: judged.document } }
  if (isRefusal(judged)) return judgeRefused(judged)
  if (isAuthenticationFailure(judged)) return judgeUnauthenticated(judged)
  const { interaction, decision, principal } = judged
  const permit = decision.effect === 'permit' ? decision : undefined
  const written = permit && upstreamRequest(withoutFilled(afterChecks(permit)))
  return {
    interaction: viewInteraction(interaction),
    requirements: decision.requirements.map(viewRequirement),
    decision: viewDecision(decision),
    ...(decision.effect === 'deny' && principal && { denial: viewDenial(decision, principal, parts) }),
    ...(permit && written && { upstream: viewUpstream(written, !sendsPatched(permit), parts) }),
    ...(isBundle(interaction) &&
      principal && { entries: explainEntries(interaction, judged, written, principal, parts) }),
  }
}

const discovery: Omit<Explanation, 'policy' | 'interaction'> = {
  requirements: [],
  decision: {
    effect: 'permit',
    reason: { code: 'PUBLIC', detail: 'open to everyone, and answered by the gateway itself' },
    obligations: [],
  },
}

function viewCaller(principal: Principal, { policy: { document }, authority }: ExplainParts): CallerView {
  const { issuer, subject, clientId, patient, grants } = principal
  const hasRoles = document !== undefined && Object.keys(document.roles).length > 0
  return {
    issuer,
    ...(subject !== undefined && { subject }),
    ...(clientId !== undefined && { client: clientId }),
    ...(patient !== undefined && { patient }),
    ...(hasRoles && { roles: [...callerReader(document, authority)(principal).roles].sort() }),
    scopes: [...grants.byContext.values()].flat().map(({ scope }) => scope.text),
    inert: grants.inert,
  }
}
