import { authorize, permitPublic } from './authorize/authorize.ts'
import type { Decision } from './authorize/decision.ts'
import type { Exchange } from './exchange.ts'
import { isBundle, type SingleInteraction } from './fhir/interaction.ts'
import { isRefusal } from './fhir/refusal.ts'
import type { Answer, ClientMessage } from './message.ts'
import { costOf } from './ratelimit/cost.ts'
import type { Allowance } from './ratelimit/limiter.ts'
import { acceptTarget, documentAt, isOpenPath } from './road/accept.ts'
import { denied, described, isAnswer, limited, nonceHeader, refused } from './road/answers.ts'
import { type Asked, readAsked } from './road/ask.ts'
import { beginExchange } from './road/begin.ts'
import { circumstancesOf } from './road/circumstances.ts'
import { forward } from './road/forward/forward.ts'
import { forwardBundle } from './road/forward/forward-bundle.ts'
import { forwardStatement } from './road/forward/forward-statement.ts'
import { identify } from './road/identify.ts'
import { limitAnyone, limitCaller, onPlace } from './road/limit.ts'
import { unknownPage } from './road/page.ts'
import type { RoadParts } from './road/parts.ts'
import { selfLink } from './road/self-link.ts'
import { tryCandidate } from './road/shadow/candidate.ts'
import { shadowed } from './road/shadow/shadowed.ts'
import { banAddress, shutOut, whileAllowed } from './road/shut-out.ts'
import type { Principal } from './scopes/principal.ts'

/**
 * The road of a request: accept → authenticate → interpret → authorise → limit → (narrowed by the decision) → forward
 * → inspect → respond. Each stage either goes on or ends the road with an answer; nothing is forwarded by falling through.
 * What a stage knows at once it gives at once: most requests wait for nothing but the upstream.
 */
export async function travel(message: ClientMessage, parts: RoadParts): Promise<Answer> {
  const exchange = beginExchange(message, parts.policy)

  const target = acceptTarget(message, parts)
  if (isRefusal(target)) return refused(exchange, target)

  const banned = banAddress(exchange, parts)
  if (banned) return banned

  const open = isOpenPath(message, target)
  const calling = open ? limitAnyone(exchange, parts) : identify(message, target.query, exchange, parts)
  const caller = calling instanceof Promise ? await calling : calling
  if (isAnswer(caller)) return caller
  const barred = caller && shutOut(caller, exchange, parts)
  if (barred) return barred
  const document = open ? documentAt(target) : undefined
  if (document) return described(exchange, await parts.discovery.answer(document))

  const asking = readAsked(message, target, caller, exchange, parts)
  const asked = asking instanceof Promise ? await asking : asking
  // What is not understood counts as one request: reading it took as long as reading another.
  if (isRefusal(asked)) return withinLimits(1, caller, exchange, parts, () => refused(exchange, asked))

  const decision = decide(message, asked, caller, exchange, parts)
  exchange.decision = decision

  const cost = costOf(asked.interaction)
  return withinLimits(cost, caller, exchange, parts, () => settle(message, asked, decision, caller, exchange, parts))
}

/** Counts the request and, within the limits of its caller, has it answered. */
async function withinLimits(
  cost: number,
  caller: Principal | undefined,
  exchange: Exchange,
  parts: RoadParts,
  answer: () => Answer | Promise<Answer>,
): Promise<Answer> {
  const counting = limitCaller(caller, cost, exchange, parts)
  const allowance = counting instanceof Promise ? await counting : counting
  if (!allowance.allowed) return limited(exchange, allowance, parts)
  const given = await onPlace(allowance, parts, answer)
  return withLimits(whileAllowed(given, caller, parts), allowance, caller, parts)
}

function withLimits(answer: Answer, { headers }: Allowance, caller: Principal | undefined, parts: RoadParts): Answer {
  const nonce = caller?.confirmation?.jkt === undefined ? undefined : nonceHeader(parts.binding)
  return { ...answer, headers: Object.assign({}, headers, nonce, answer.headers) }
}

function decide(
  message: ClientMessage,
  { interaction }: Asked,
  caller: Principal | undefined,
  exchange: Exchange,
  parts: RoadParts,
): Decision {
  if (caller === undefined) return permitPublic(interaction as SingleInteraction)
  const decision = authorize(interaction, caller, parts.authority, circumstancesOf(message, parts))
  if (parts.authority.rules === undefined && parts.candidate === undefined) return decision
  exchange.roles = parts.authority.rules?.rolesOf(caller) ?? []
  return shadowed(decision, tryCandidate(interaction, caller, message, parts), exchange)
}

function settle(
  message: ClientMessage,
  { interaction, page, added = '' }: Asked,
  decision: Decision,
  caller: Principal | undefined,
  exchange: Exchange,
  parts: RoadParts,
): Answer | Promise<Answer> {
  if (decision.effect === 'deny') {
    const self = isBundle(interaction) ? parts.base : selfLink(interaction, parts)
    return denied(exchange, decision, caller as Principal, self, parts)
  }
  if (page !== undefined && added !== (decision.reach?.added ?? '')) return refused(exchange, unknownPage)
  if (isBundle(decision.interaction)) return forwardBundle(message, decision, caller as Principal, exchange, parts)
  if (decision.interaction.kind === 'capabilities') {
    return forwardStatement(message, decision.interaction, exchange, parts)
  }
  return forward(message, decision, page, caller, exchange, parts)
}
