import { LRUCache } from 'lru-cache'
import { type VerificationKey, verificationKeys } from '../issuer/verification-key.ts'

/** The keys that clients prove with, ready to verify. */
export interface ProofKeys {
  /**
   * The key of a proof's `jwk` for its algorithm; undefined for one that cannot be used: of another type or curve, too
   * small or too large, not for signatures, or given away together with its private part.
   */
  find(jwk: Readonly<Record<string, unknown>>, algorithm: string): Promise<VerificationKey | undefined>
}

const MAX_KEYS = 1000
const NONE_KNOWN: ReadonlyMap<string, VerificationKey> = new Map()

/**
 * Remembers the keys that were imported last: a client proves with the same key for long, and importing costs about
 * as much as verifying. What is remembered is found by everything that the `jwk` says, so that no member escapes the checks.
 */
export function createProofKeys(maxKeys = MAX_KEYS): ProofKeys {
  const known = new LRUCache<string, VerificationKey>({ max: maxKeys })
  return {
    async find(jwk, algorithm) {
      const name = JSON.stringify([algorithm, jwk])
      const found = known.get(name)
      if (found !== undefined) return found
      const [key] = await verificationKeys(jwk, new Set([algorithm]), NONE_KNOWN)
      if (key !== undefined) known.set(name, key)
      return key
    },
  }
}
