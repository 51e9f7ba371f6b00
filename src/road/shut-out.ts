import { fail } from '../authn/failure.ts'
import { failureAnswer } from '../denial/failures.ts'
import { withHeaders } from '../denial/outcome.ts'
import { isReading } from '../denial/upstream-failure.ts'
import type { Exchange } from '../exchange.ts'
import type { Answer } from '../message.ts'
import type { Principal } from '../scopes/principal.ts'
import { finish, unauthenticated } from './answers.ts'
import type { RoadParts } from './parts.ts'
import { watchBody } from './watch-body.ts'

/** Seconds after which it may be known again who is barred. */
const RETRY_AFTER = '1'

/** Ends the road for an address from which nothing is taken, before any work is done for it. */
export function banAddress(exchange: Exchange, { bars, now }: RoadParts): Answer | undefined {
  return bars.bansAddress(exchange.clientAddress, now()) ? blocked(exchange) : undefined
}

/**
 * Ends the road for a caller who is authenticated but shut out: 401 for a token that was revoked, as another one may be
 * had; 403 for who is blocked, as no token would help; 503 where it cannot be told.
 */
export function shutOut(caller: Principal, exchange: Exchange, parts: RoadParts): Answer | undefined {
  const bar = parts.bars.barOf(caller, exchange.clientAddress, parts.now())
  if (bar === undefined) return undefined
  if (bar === 'revoked')
    return unauthenticated(exchange, fail('TOKEN_REVOKED', 'the token is on a revocation list'), parts)
  return bar === 'blocked' ? blocked(exchange) : unknown(exchange)
}

/**
 * The answer, if its caller may still have it: who was shut out while the upstream was asked gets nothing of it, and who
 * is shut out while it is sent gets no more of it. A change may have been made all the same.
 */
export function whileAllowed(answer: Answer, caller: Principal | undefined, parts: RoadParts): Answer {
  if (caller === undefined) return answer
  const { exchange, body } = answer
  const instead = shutOut(caller, exchange, parts)
  if (instead !== undefined) {
    if (body !== null && typeof body === 'object' && 'destroy' in body) body.destroy?.()
    return instead
  }
  if (body === null || typeof body === 'string' || Buffer.isBuffer(body)) return answer
  const watched = watchBody(body, () => stop())
  const stop = parts.bars.onChange(() => {
    if (parts.bars.barOf(caller, exchange.clientAddress, parts.now()) !== undefined) watched.cut()
  })
  return { ...answer, body: watched }
}

function blocked(exchange: Exchange): Answer {
  const answer = failureAnswer('ACCESS_BLOCKED')
  exchange.failure = answer.code
  return finish(exchange, 'denied', answer)
}

/** Nobody is asked to send again what may have been carried out. */
function unknown(exchange: Exchange): Answer {
  const { interaction, upstreamStatus } = exchange
  const changed = upstreamStatus !== undefined && interaction !== undefined && !isReading(interaction)
  const answer = changed
    ? failureAnswer('BLOCKS_UNKNOWN_WRITE')
    : withHeaders(failureAnswer('BLOCKS_UNKNOWN'), { 'retry-after': RETRY_AFTER })
  exchange.failure = answer.code
  return finish(exchange, 'failed', answer)
}
