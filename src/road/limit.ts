import type { Exchange } from '../exchange.ts'
import type { Answer } from '../message.ts'
import type { Allowance, LimitResult } from '../ratelimit/limiter.ts'
import type { Principal } from '../scopes/principal.ts'
import { limited } from './answers.ts'
import type { RoadParts } from './parts.ts'
import { watchBody } from './watch-body.ts'

/** Open paths are counted by address, as nobody is known there. */
export async function limitAnyone(exchange: Exchange, parts: RoadParts): Promise<undefined | Answer> {
  const allowance = await parts.limiter.checkAddress(exchange.clientAddress)
  return allowance.allowed ? undefined : limited(exchange, allowance, parts)
}

/** The bytes that this caller's body may have: the server's limit, or a lower one of the policy. */
export function bodyLimit(caller: Principal | undefined, { authority, limits }: RoadParts): number {
  const own = caller && authority.rules?.limitOf(caller)?.maxBodyBytes
  return Math.min(limits.body, own ?? limits.body)
}

/** Counts a request by who asks. It comes after the decision, and counts denied requests like permitted ones. */
export async function limitCaller(
  caller: Principal | undefined,
  cost: number,
  exchange: Exchange,
  { limiter, authority }: RoadParts,
): Promise<LimitResult> {
  if (caller === undefined) return { allowed: true, headers: {} }
  const own = authority.rules?.limitOf(caller)
  const { issuer, clientId: client, subject: user } = caller
  return limiter.checkClient({ issuer, client, user, address: exchange.clientAddress, tenant: own?.tenant }, cost, own)
}

/** Has a request answered on the place that it was given, which is free again after the last byte. */
export async function onPlace(
  { place }: Allowance,
  { limiter }: RoadParts,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  if (place === undefined) return answer()
  const leave = () => void limiter.leave(place)
  let streaming = false
  try {
    const given = await answer()
    const { body } = given
    if (body === null || typeof body === 'string' || Buffer.isBuffer(body)) return given
    streaming = true
    return { ...given, body: watchBody(body, leave) }
  } finally {
    if (!streaming) leave()
  }
}
