/** What makes and opens tokens that every replica understands, and nobody else; the gateway's seals. */
export interface Sealing {
  seal(payload: object, boundTo: readonly string[], expiresAt: number): string | undefined
  open(token: string, boundTo: readonly string[], now: number): object | undefined
}

/** Nonces for DPoP proofs (RFC 9449 §9). */
export interface Nonces {
  /** The nonce to use from now on. */
  current(): string | undefined
  accepts(nonce: string): boolean
}

const PURPOSE = ['dpop nonce']
/** A nonce is offered this long … */
const NONCE_RENEWAL_MS = 60_000
/** … and taken this long, so that a client has time to use the last one it was offered. */
export const NONCE_LIFE_MS = 2 * 60_000

/**
 * Makes nonces that need no memory: each is a seal that says until when it is good. All clients get the same one; that a
 * proof is used once is seen to by its `jti`.
 *
 * @param now wall clock, milliseconds since the epoch.
 */
export function createNonces(sealing: Sealing, now: () => number): Nonces {
  let nonce: string | undefined
  let madeAt = Number.NEGATIVE_INFINITY
  return {
    current() {
      const age = now() - madeAt
      if (nonce === undefined || age >= NONCE_RENEWAL_MS || age < 0) {
        madeAt = now()
        nonce = sealing.seal({}, PURPOSE, madeAt + NONCE_LIFE_MS)
      }
      return nonce
    },
    accepts: (given) => sealing.open(given, PURPOSE, now()) !== undefined,
  }
}
