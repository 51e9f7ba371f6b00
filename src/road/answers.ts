import { challengeFor, inDpopScheme, insufficientScopeChallenge } from '../authn/challenge.ts'
import { type AuthenticationFailure, authenticationFailures } from '../authn/failure.ts'
import { stepUpChallenge } from '../authn/step-up-challenge.ts'
import type { Deny } from '../authorize/decision.ts'
import { denialOf } from '../denial/deny.ts'
import type { FailureAnswer } from '../denial/failures.ts'
import { type OwnAnswer, withHeaders } from '../denial/outcome.ts'
import { limitedAnswer } from '../denial/rate-limited.ts'
import { refusalAnswer } from '../denial/refusals.ts'
import { unauthenticatedAnswer } from '../denial/unauthenticated.ts'
import type { Exchange, Outcome } from '../exchange.ts'
import type { Refusal } from '../fhir/refusal.ts'
import type { Answer } from '../message.ts'
import type { LimitRefusal } from '../ratelimit/limiter.ts'
import type { Principal } from '../scopes/principal.ts'
import type { RoadParts } from './parts.ts'

/** The WWW-Authenticate values of denials. */
export const challenges = {
  bare: 'Bearer realm="fhir"',
  insufficientScope: insufficientScopeChallenge,
  stepUp: stepUpChallenge,
}

/** The road ends before the decision: the request was not understood. */
export function refused(exchange: Exchange, refusal: Refusal): Answer {
  exchange.refusal = refusal.refused
  return finish(exchange, 'refused', refusalAnswer(refusal))
}

/** @param scheme of the Authorization header, where there was one that could be read. */
export function unauthenticated(
  exchange: Exchange,
  failure: AuthenticationFailure,
  { binding }: Pick<RoadParts, 'binding'>,
  scheme?: 'bearer' | 'dpop',
): Answer {
  exchange.failure = failure.unauthenticated
  const told = authenticationFailures[failure.unauthenticated]
  const { algorithms } = binding
  const challenge = challengeFor(failure, scheme === undefined ? { algorithms } : { algorithms, scheme })
  const answer = unauthenticatedAnswer(told, challenge)
  return finish(exchange, 'unauthenticated', scheme === 'dpop' ? withHeaders(answer, nonceHeader(binding)) : answer)
}

/** The nonce for the caller's next proof (RFC 9449 §8.2); none where proofs need none. */
export function nonceHeader({ nonce }: RoadParts['binding']): Readonly<Record<string, string>> {
  const current = nonce()
  return current === undefined ? {} : { 'dpop-nonce': current }
}

export function limited(exchange: Exchange, refusal: LimitRefusal, parts: RoadParts): Answer {
  parts.events.limited(refusal.limit)
  const answer = limitedAnswer(refusal)
  exchange.failure = answer.code
  return finish(exchange, 'limited', answer)
}

/** @param self the address of the request, for an empty Bundle's self link. */
export function denied(exchange: Exchange, deny: Deny, principal: Principal, self: string, parts: RoadParts): Answer {
  exchange.decision = deny
  const contexts = principal.grants.byContext.keys()
  const denial = denialOf(deny, { policy: parts.denial, iua: parts.iua, challenges, contexts, self })
  exchange.denialStyle = denial.style
  const challenge = denial.headers['www-authenticate']
  if (challenge === undefined || principal.confirmation?.jkt === undefined) return finish(exchange, 'denied', denial)
  const challenged = { 'www-authenticate': inDpopScheme(challenge, parts.binding.algorithms) }
  return finish(exchange, 'denied', withHeaders(denial, challenged))
}

/** A request that was permitted but comes to nothing: there is no such record, or its condition does not hold. */
export function settled(exchange: Exchange, answer: OwnAnswer | FailureAnswer): Answer {
  return 'code' in answer ? failed(exchange, answer) : finish(exchange, 'permitted', answer)
}

/** The gateway's own description of itself, or why there is none at the moment. */
export function described(exchange: Exchange, answer: Parameters<typeof finish>[2]): Answer {
  return finish(exchange, answer.status < 500 ? 'permitted' : 'failed', answer)
}

/** The upstream, or a part of the gateway, could not do its work. */
export function failed(exchange: Exchange, answer: FailureAnswer): Answer {
  exchange.failure = answer.code
  return finish(exchange, answer.status < 500 ? 'permitted' : 'failed', answer)
}

export function finish(
  exchange: Exchange,
  outcome: Outcome,
  { status, headers, body }: Pick<OwnAnswer, 'status' | 'headers'> & Pick<Answer, 'body'>,
): Answer {
  exchange.outcome = outcome
  exchange.status = status
  const echoed =
    exchange.correlationId === undefined
      ? headers
      : Object.assign({}, headers, { 'x-correlation-id': exchange.correlationId })
  return { status, headers: echoed, body, exchange }
}

export function isAnswer(value: object | undefined): value is Answer {
  return value !== undefined && 'exchange' in value
}
