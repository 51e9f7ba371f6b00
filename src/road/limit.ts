import type { Exchange } from '../exchange.ts'
import type { Answer } from '../message.ts'
import type { Caller } from '../ratelimit/bucket-key.ts'
import { unlimited } from '../ratelimit/caller-check.ts'
import type { Allowance, Limiter, LimitResult } from '../ratelimit/limiter.ts'
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
export function limitCaller(
  caller: Principal | undefined,
  cost: number,
  { clientAddress: address }: Exchange,
  { limiter, authority }: RoadParts,
): LimitResult | Promise<LimitResult> {
  if (caller === undefined) return unlimited
  const own = authority.rules?.limitOf(caller)
  return limiter.checkClient(countedAs(caller, address, own?.tenant), cost, own)
}

/** As whom a principal was counted last. */
const counted = new WeakMap<Principal, Caller>()

/** The caller that is counted: the same object as long as it comes from the same address. */
function countedAs(principal: Principal, address: string, tenant: string | undefined): Caller {
  const before = counted.get(principal)
  if (before !== undefined && before.address === address && before.tenant === tenant) return before
  const { issuer, clientId: client, subject: user } = principal
  const caller = { issuer, client, user, address, tenant }
  counted.set(principal, caller)
  return caller
}

/** Has a request answered on the place that it was given, which is free again after the last byte. */
export function onPlace(
  { place }: Allowance,
  { limiter }: RoadParts,
  answer: () => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  return place === undefined ? answer() : leaving(place, limiter, answer)
}

async function leaving(
  place: NonNullable<Allowance['place']>,
  limiter: Limiter,
  answer: () => Answer | Promise<Answer>,
): Promise<Answer> {
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
