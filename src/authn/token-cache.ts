import { LRUCache } from 'lru-cache'
import type { Principal } from '../scopes/principal.ts'
import type { AuthenticationFailure } from './failure.ts'
import type { IssuerKeys } from './jwks.ts'
import type { VerificationKey } from './verification-key.ts'

/** What is remembered of tokens whose signature was checked, by SHA-256 of the token; the token itself is not kept. */
export interface TokenCache {
  get(digest: string): Principal | AuthenticationFailure | undefined
  /** @param size bytes of the token, of which the entry is a small multiple. */
  accept(digest: string, principal: Principal, key: VerificationKey, issuerKeys: IssuerKeys, size: number): void
  /** Remembers a refusal until the issuer's keys change from `generation`, but not for long. */
  refuse(digest: string, failure: AuthenticationFailure, issuerKeys: IssuerKeys, generation: number): void
  clear(): void
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

interface Accepted {
  readonly principal: Principal
  readonly key: VerificationKey
  readonly issuerKeys: IssuerKeys
  /** Monotonic milliseconds of `exp`, as it was when the token was verified. */
  readonly deadline: number
}

interface Refused {
  readonly failure: AuthenticationFailure
  readonly issuerKeys: IssuerKeys
  readonly generation: number
  readonly deadline: number
}

const REFUSAL_MEMORY = 60_000

/**
 * Makes the cache of verified tokens. An accepted token is forgotten at its `exp`, without skew, and as soon as its
 * issuer withdraws the key that signed it. Refusals have their own room, so that a flood of them pushes out no good token.
 */
export function createTokenCache({ now, monotonic, maxTokens, maxBytes }: TokenCacheOptions): TokenCache {
  const accepted = new LRUCache<string, Accepted>({ max: maxTokens, maxSize: maxBytes })
  const refused = new LRUCache<string, Refused>({ max: maxTokens })

  function getRefusal(digest: string): AuthenticationFailure | undefined {
    const entry = refused.get(digest)
    if (entry === undefined) return undefined
    if (monotonic() < entry.deadline && entry.issuerKeys.generation() === entry.generation) return entry.failure
    refused.delete(digest)
    return undefined
  }

  return {
    get(digest) {
      const entry = accepted.get(digest)
      if (entry === undefined) return getRefusal(digest)
      const alive = now() < entry.principal.expiresAt * 1000 && monotonic() < entry.deadline
      if (alive && entry.issuerKeys.holds(entry.key)) return entry.principal
      accepted.delete(digest)
      return undefined
    },
    accept(digest, principal, key, issuerKeys, size) {
      const left = principal.expiresAt * 1000 - now()
      if (left > 0) accepted.set(digest, { principal, key, issuerKeys, deadline: monotonic() + left }, { size })
    },
    refuse(digest, failure, issuerKeys, generation) {
      refused.set(digest, { failure, issuerKeys, generation, deadline: monotonic() + REFUSAL_MEMORY })
    },
    clear() {
      accepted.clear()
      refused.clear()
    },
  }
}
