import type { Principal } from '../../scopes/principal.ts'
import type { StepUp } from '../language.ts'

/** Clocks of issuers may be this many seconds ahead. */
const SKEW = 60

/**
 * Whether the token tells of a login as strong and as fresh as is asked for (RFC 9470 §3, OpenID Connect Core §2).
 *
 * @param now milliseconds since the epoch.
 */
export function isStrongEnough({ acr, maxAge }: StepUp, { claims }: Principal, now: number): boolean {
  const strong = acr.length === 0 || (typeof claims.acr === 'string' && acr.includes(claims.acr))
  return strong && (maxAge === undefined || isFresh(claims.auth_time, maxAge, now / 1000))
}

function isFresh(authTime: unknown, maxAge: number, now: number): boolean {
  return typeof authTime === 'number' && authTime <= now + SKEW && now - authTime <= maxAge
}
