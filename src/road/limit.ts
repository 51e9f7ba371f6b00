import type { Exchange } from '../exchange.ts'
import type { Answer } from '../message.ts'
import type { LimitResult } from '../ratelimit/limiter.ts'
import type { Principal } from '../scopes/principal.ts'
import { limited } from './answers.ts'
import type { RoadParts } from './parts.ts'

/** Open paths are counted by address, as nobody is known there. */
export async function limitAnyone(exchange: Exchange, parts: RoadParts): Promise<undefined | Answer> {
  const allowance = await parts.limiter.checkAddress(exchange.clientAddress)
  return allowance.allowed ? undefined : limited(exchange, allowance, parts)
}

/** Counts a request by who asks. It comes after the decision, and counts denied requests like permitted ones. */
export async function limitCaller(
  caller: Principal | undefined,
  cost: number,
  exchange: Exchange,
  parts: RoadParts,
): Promise<LimitResult> {
  if (caller === undefined) return { allowed: true, headers: {} }
  const { issuer, clientId: client, subject: user } = caller
  return parts.limiter.checkClient({ issuer, client, user, address: exchange.clientAddress }, cost)
}
