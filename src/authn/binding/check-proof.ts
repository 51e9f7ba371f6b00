import { hash } from 'node:crypto'
import { type AuthenticationFailure, fail, isAuthenticationFailure } from '../failure.ts'
import { isSignedBy } from '../signature.ts'
import { type DpopProof, readDpopProof } from './proof.ts'
import { createProofKeys } from './proof-keys.ts'
import { NONCE_LIFE_MS, type Nonces } from './proof-nonce.ts'
import { expectedTarget, normalisedTarget } from './proof-target.ts'
import { thumbprintOf } from './thumbprint.ts'

/** What a proof has to fit. */
export interface ProvenRequest {
  readonly method: string
  /** The request target as sent. */
  readonly target: string
  /** Names and values alternating, as sent. */
  readonly rawHeaders: readonly string[]
}

export interface ProofRules {
  readonly publicUrl: Readonly<URL>
  readonly algorithms: ReadonlySet<string>
  /** Milliseconds that `iat` may be off in either direction, clock skew included. */
  readonly window: number
  /** With nonces the nonce says that the proof is new; without them `iat` does. */
  readonly nonces: Nonces | undefined
  /** Whether this name was never said before, within `ttlMs`, to any replica. */
  readonly once: (name: string, ttlMs: number, owner: string) => Promise<boolean | 'unavailable'>
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number
}

/** Whose proof it is. */
export interface ProofHolder {
  /** Thumbprint of the key that the token is bound to. */
  readonly jkt: string
  /** A client may have any number of keys. */
  readonly client: readonly string[]
}

/** Checks the proof of a request with the access token `token`. */
export type CheckProof = (
  request: ProvenRequest,
  token: string,
  holder: ProofHolder,
) => Promise<AuthenticationFailure | undefined>

/** Replicas do not agree on the time to the second. */
const MEMORY_SLACK_MS = 30_000

/**
 * Makes the check of DPoP proofs (RFC 9449 §4.3, §7.1). What is cheap is asked first, so that a proof that fails costs at most
 * one signature; that it is used once is asked last, so that nobody else's `jti` can be used up.
 */
export function createProofCheck(rules: ProofRules): CheckProof {
  const keys = createProofKeys()

  async function checkSignature({ jws, jwk }: DpopProof): Promise<AuthenticationFailure | undefined> {
    const key = await keys.find(jwk, jws.algorithm)
    if (key === undefined) return fail('PROOF_KEY_REFUSED', 'jwk is not usable for alg')
    return (await isSignedBy(jws, key)) ? undefined : fail('PROOF_SIGNATURE_INVALID', 'jwk did not make this signature')
  }

  /** How long the proof could be used still, milliseconds; no longer, for what is remembered takes room. */
  function lifeOf({ issuedAt }: DpopProof): number {
    return rules.nonces === undefined ? issuedAt * 1000 + rules.window - rules.now() : NONCE_LIFE_MS
  }

  /** The name holds no identifier in clear, and nobody can take a `jti` away from the holder of another key. */
  async function checkUse(proof: DpopProof, { jkt, client }: ProofHolder): Promise<AuthenticationFailure | undefined> {
    const use = digest([jkt, normalisedTarget(proof.target), proof.id])
    const memory = Math.ceil(lifeOf(proof)) + MEMORY_SLACK_MS
    const fresh = await rules.once(`dpop:${use}`, memory, `dpop:${digest(client)}`)
    if (fresh === 'unavailable') return fail('REPLAY_UNCHECKED', 'the store cannot be asked')
    return fresh ? undefined : fail('PROOF_REPLAYED', 'jti')
  }

  return async (request, token, holder) => {
    const proof = readDpopProof(request.rawHeaders)
    if (isAuthenticationFailure(proof)) return proof
    return (
      checkKey(proof, holder.jkt, rules) ??
      checkRequest(proof, request, token, rules) ??
      checkAge(proof, rules) ??
      (await checkSignature(proof)) ??
      (await checkUse(proof, holder))
    )
  }
}

function digest(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url')
}

function checkKey({ jws, jwk }: DpopProof, jkt: string, { algorithms }: ProofRules): AuthenticationFailure | undefined {
  if (!algorithms.has(jws.algorithm)) return fail('PROOF_KEY_REFUSED', 'alg is not allowed')
  if (thumbprintOf(jwk) !== jkt) return fail('PROOF_KEY_REFUSED', 'jwk is not the key of the token')
  return undefined
}

function checkRequest(
  proof: DpopProof,
  { method, target }: ProvenRequest,
  token: string,
  { publicUrl }: ProofRules,
): AuthenticationFailure | undefined {
  if (proof.method !== method) return fail('PROOF_MISMATCH', 'htm')
  const expected = expectedTarget(publicUrl, target)
  if (expected === undefined || normalisedTarget(proof.target) !== expected) return fail('PROOF_MISMATCH', 'htu')
  return proof.tokenHash === hash('sha256', token, 'base64url') ? undefined : fail('PROOF_MISMATCH', 'ath')
}

function checkAge(
  { issuedAt, nonce }: DpopProof,
  { nonces, window, now }: ProofRules,
): AuthenticationFailure | undefined {
  if (nonces !== undefined) {
    if (nonce === undefined) return fail('NONCE_NEEDED', 'no nonce')
    return nonces.accepts(nonce) ? undefined : fail('NONCE_NEEDED', 'the nonce is not ours, or too old')
  }
  return Math.abs(issuedAt * 1000 - now()) <= window ? undefined : fail('PROOF_EXPIRED', 'iat')
}
