import type { Principal } from '../scopes/principal.ts'
import type { AuthenticationFailure } from './failure.ts'

/** A token that was found good, and for how long that may be believed. */
export interface Accepted {
  readonly issuer: string
  readonly principal: Principal
  /** When the token itself ends, seconds since the epoch, without skew. */
  readonly ends: number
  /** When it has to be checked anew; never after `ends`. */
  readonly until: number
  /** Seconds of skew that its issuer is given. */
  readonly clockSkew: number
  /** Whether what it was found good by still stands. */
  readonly holds: () => boolean
  /** Bytes, of which what is remembered is a small multiple. */
  readonly size: number
}

/** A token that was refused, and whether it is worth remembering. */
export interface Refused {
  readonly issuer: string
  readonly failure: AuthenticationFailure
  /** Milliseconds; 0: the next time may go otherwise. */
  readonly memory: number
  readonly holds: () => boolean
}

export type Verdict = Accepted | Refused

/** A check under way. What fails before anything costly is there at once, without a promise. */
export type Check =
  | { readonly issuer: string; readonly failure: AuthenticationFailure }
  | { readonly verdict: Promise<Verdict> }

/** How long a token is remembered of which its issuer said that it is not active: it blunts guessing. Milliseconds. */
export const INACTIVE_MEMORY = 5000

export function refused(
  issuer: string,
  failure: AuthenticationFailure,
  memory = 0,
  holds: () => boolean = () => true,
): Refused {
  return { issuer, failure, memory, holds }
}
