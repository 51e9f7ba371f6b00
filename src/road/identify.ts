import { readBearer } from '../authn/bearer.ts'
import { isAuthenticationFailure } from '../authn/failure.ts'
import type { Exchange } from '../exchange.ts'
import type { Answer, ClientMessage } from '../message.ts'
import type { Principal } from '../scopes/principal.ts'
import { limited, unauthenticated } from './answers.ts'
import type { RoadParts } from './parts.ts'

/** What a refused token takes from its address: checking signatures is the dearest thing a stranger can ask for. */
const REFUSED_TOKEN_COST = 5

/**
 * Authenticates the caller. An address that sends no token, or tokens that fail, is slowed down before any further
 * token of it is checked; callers with a verified token are counted by themselves later.
 */
export async function identify(
  message: ClientMessage,
  query: string,
  exchange: Exchange,
  parts: RoadParts,
): Promise<Principal | Answer> {
  const { authenticator, limiter } = parts
  const credential = readBearer(message.rawHeaders, query)
  const known = isAuthenticationFailure(credential) ? undefined : authenticator.recall(credential)
  if (known !== undefined && !isAuthenticationFailure(known)) return welcome(exchange, known)
  const allowance = await limiter.checkAddress(exchange.clientAddress, isAuthenticationFailure(credential) ? 1 : 0)
  if (!allowance.allowed) return limited(exchange, allowance, parts)
  const result = await authenticator.authenticate(credential)
  if (!isAuthenticationFailure(result)) return welcome(exchange, result)
  if (!isAuthenticationFailure(credential)) await limiter.chargeAddress(exchange.clientAddress, REFUSED_TOKEN_COST)
  return unauthenticated(exchange, result)
}

function welcome(exchange: Exchange, principal: Principal): Principal {
  exchange.principal = principal
  return principal
}
