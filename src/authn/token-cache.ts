import { LRUCache } from 'lru-cache'
import type { Principal } from '../scopes/principal.ts'
import { type AuthenticationFailure, fail } from './failure.ts'
import type { Accepted, Refused } from './verdict.ts'

/** What is remembered of tokens that were checked, by SHA-256 of the token; the token itself is not kept. */
export interface TokenCache {
  get(digest: string): Principal | AuthenticationFailure | undefined
  accept(digest: string, accepted: Accepted): void
  refuse(digest: string, refused: Refused): void
}

export interface TokenCacheOptions {
  /** Wall clock, milliseconds since the epoch: what `exp` is about. */
  readonly now: () => number
  /** Monotonic milliseconds: a wall clock that is set back must not revive an entry. */
  readonly monotonic: () => number
  readonly maxTokens: number
  /** Bytes of all accepted tokens together. */
  readonly maxBytes: number
}

interface Good {
  readonly accepted: Accepted
  /** Monotonic milliseconds of `until`, as it was when the token was checked. */
  readonly deadline: number
  /** Monotonic milliseconds from which the token is expired, whatever the wall clock says by then. */
  readonly death: number
}

interface Bad {
  readonly refused: Refused
  readonly deadline: number
}

/**
 * Makes the cache of checked tokens. An accepted token is forgotten when it has to be checked anew, without skew, and as soon
 * as what it was accepted by does not hold any more. One that has ended stays so, even when the wall clock is set back.
 * Refusals have their own room, so that a flood of them pushes out no good token.
 */
export function createTokenCache({ now, monotonic, maxTokens, maxBytes }: TokenCacheOptions): TokenCache {
  const good = new LRUCache<string, Good>({ max: maxTokens, maxSize: maxBytes })
  const bad = new LRUCache<string, Bad>({ max: maxTokens })

  function getRefusal(digest: string): AuthenticationFailure | undefined {
    const entry = bad.get(digest)
    if (entry === undefined) return undefined
    if (monotonic() < entry.deadline && entry.refused.holds()) return entry.refused.failure
    bad.delete(digest)
    return undefined
  }

  return {
    get(digest) {
      const entry = good.get(digest)
      if (entry === undefined) return getRefusal(digest)
      const { accepted, deadline, death } = entry
      if (monotonic() >= death) return fail('TOKEN_EXPIRED', 'exp')
      const alive = now() < accepted.until * 1000 && monotonic() < deadline
      if (alive && accepted.holds()) return accepted.principal
      // The entry stays for the memory of its end, should the wall clock be set back over it.
      return getRefusal(digest)
    },
    accept(digest, accepted) {
      const { until, ends, clockSkew, size } = accepted
      const left = until * 1000 - now()
      const death = monotonic() + (ends + clockSkew) * 1000 - now()
      if (left > 0) good.set(digest, { accepted, deadline: monotonic() + left, death }, { size })
    },
    refuse(digest, refused) {
      if (refused.memory > 0) bad.set(digest, { refused, deadline: monotonic() + refused.memory })
    },
  }
}
