import { readBearer } from '../authn/bearer.ts'
import { type AuthenticationFailure, isAuthenticationFailure } from '../authn/failure.ts'
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
  const { clientAddress } = exchange
  const credential = readBearer(message.rawHeaders, query)
  if (isAuthenticationFailure(credential)) {
    const allowance = await limiter.checkAddress(clientAddress)
    return allowance.allowed ? unauthenticated(exchange, credential, parts) : limited(exchange, allowance, parts)
  }
  const { scheme } = credential
  const known = authenticator.recall(credential)
  // A proof is a signature to check with every request, also for a token that is known.
  if (known === undefined || isAuthenticationFailure(known) || scheme === 'dpop') {
    const allowance = await limiter.checkAddress(clientAddress, 0)
    if (!allowance.allowed) return limited(exchange, allowance, parts)
  }
  const caller = known ?? (await authenticator.authenticate(credential))
  const failure = isAuthenticationFailure(caller) ? caller : await parts.binding.check(caller, credential, message)
  if (failure === undefined) return welcome(exchange, caller as Principal)
  await limiter.chargeAddress(clientAddress, costOf(failure))
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
