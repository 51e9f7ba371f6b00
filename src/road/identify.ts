import type { Authenticated } from '../authn/authenticate.ts'
import { type PresentedToken, readBearer } from '../authn/bearer.ts'
import { type AuthenticationFailure, isAuthenticationFailure } from '../authn/failure.ts'
import type { Exchange } from '../exchange.ts'
import type { Answer, ClientMessage } from '../message.ts'
import type { LimitResult } from '../ratelimit/limiter.ts'
import type { Principal } from '../scopes/principal.ts'
import { limited, unauthenticated } from './answers.ts'
import type { RoadParts } from './parts.ts'

/** What a refused token takes from its address: checking signatures is the dearest thing a stranger can ask for. */
const REFUSED_TOKEN_COST = 5

/**
 * Authenticates the caller. An address that sends no token, or tokens that fail, is slowed down before any further
 * token of it is checked; callers with a verified token are counted by themselves later. At once for a token that is known.
 */
export function identify(
  message: ClientMessage,
  query: string,
  exchange: Exchange,
  parts: RoadParts,
): Principal | Answer | Promise<Principal | Answer> {
  const credential = readBearer(message.rawHeaders, query)
  if (isAuthenticationFailure(credential)) return turnAway(credential, exchange, parts)
  const known = parts.authenticator.recall(credential)
  // A proof is a signature to check with every request, also for a token that is known.
  const isCheap = known !== undefined && !isAuthenticationFailure(known) && credential.scheme !== 'dpop'
  return isCheap
    ? admit(known, credential, message, exchange, parts)
    : authenticate(known, credential, message, exchange, parts)
}

function turnAway(failure: AuthenticationFailure, exchange: Exchange, parts: RoadParts): Answer | Promise<Answer> {
  const counted = (allowance: LimitResult) =>
    allowance.allowed ? unauthenticated(exchange, failure, parts) : limited(exchange, allowance, parts)
  const allowance = parts.limiter.checkAddress(exchange.clientAddress)
  return allowance instanceof Promise ? allowance.then(counted) : counted(allowance)
}

async function authenticate(
  known: Authenticated | undefined,
  credential: PresentedToken,
  message: ClientMessage,
  exchange: Exchange,
  parts: RoadParts,
): Promise<Principal | Answer> {
  const allowance = await parts.limiter.checkAddress(exchange.clientAddress, 0)
  if (!allowance.allowed) return limited(exchange, allowance, parts)
  const caller = known ?? (await parts.authenticator.authenticate(credential))
  return admit(caller, credential, message, exchange, parts)
}

/** Lets a caller in who holds what its token is bound to. */
function admit(
  caller: Authenticated,
  credential: PresentedToken,
  message: ClientMessage,
  exchange: Exchange,
  parts: RoadParts,
): Principal | Promise<Principal | Answer> {
  if (isAuthenticationFailure(caller)) return refuseToken(caller, credential, exchange, parts)
  const failure = parts.binding.check(caller, credential, message)
  if (failure === undefined) return welcome(exchange, caller)
  if (!(failure instanceof Promise)) return refuseToken(failure, credential, exchange, parts)
  return failure.then<Principal | Answer>((found) =>
    found === undefined ? welcome(exchange, caller) : refuseToken(found, credential, exchange, parts),
  )
}

async function refuseToken(
  failure: AuthenticationFailure,
  { scheme }: PresentedToken,
  exchange: Exchange,
  parts: RoadParts,
): Promise<Answer> {
  await parts.limiter.chargeAddress(exchange.clientAddress, costOf(failure))
  return unauthenticated(exchange, failure, parts, scheme)
}

/** A token that cannot be checked now was not refused: who comes back as told must not be slowed down for it. */
function costOf({ unauthenticated: code, status }: AuthenticationFailure): number {
  return code === 'NONCE_NEEDED' || status === 503 ? 1 : REFUSED_TOKEN_COST
}

function welcome(exchange: Exchange, principal: Principal): Principal {
  exchange.principal = principal
  return principal
}
