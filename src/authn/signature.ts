import { compactVerify, errors } from 'jose'
import type { CompactJws } from './compact-jws.ts'
import { type AuthenticationFailure, fail } from './failure.ts'
import type { IssuerKeys, KeyLookup } from './issuer/jwks.ts'
import type { VerificationKey } from './issuer/verification-key.ts'

/** A token without `kid` may be tried with this many keys, each of which costs a full check. */
const MAX_TRIES = 3

export interface SignatureCheck {
  /** The key that signed the token, or KEY_UNKNOWN, KEYS_UNAVAILABLE or SIGNATURE_INVALID. */
  readonly key: VerificationKey | AuthenticationFailure
  /** Which set of keys said so. */
  readonly generation: number
}

/** Verifies the signature of a token with a key of its issuer (RFC 7515 §5.2), the algorithm being the one the key was chosen for. */
export async function verifySignature(jws: CompactJws, issuerKeys: IssuerKeys): Promise<SignatureCheck> {
  const keys = await issuerKeys.find(jws.keyId, jws.algorithm)
  const generation = issuerKeys.generation()
  return { key: await signer(jws, keys), generation }
}

async function signer(jws: CompactJws, keys: KeyLookup): Promise<VerificationKey | AuthenticationFailure> {
  if (keys === 'unavailable') return fail('KEYS_UNAVAILABLE', 'the keys of the issuer cannot be had')
  if (keys === 'unknown') return fail('KEY_UNKNOWN', 'the issuer has no such key')
  if (keys.length > (jws.keyId === undefined ? MAX_TRIES : 1)) return fail('KEY_UNKNOWN', 'several keys fit')
  for (const key of keys) {
    if (await isSignedBy(jws, key)) return key
  }
  return fail('SIGNATURE_INVALID', 'no key of the issuer made this signature')
}

/** Whether this key made the signature of this token (RFC 7515 §5.2), by the key's own algorithm alone. */
export async function isSignedBy(jws: CompactJws, key: VerificationKey): Promise<boolean> {
  try {
    await compactVerify(jws.token, key.key, { algorithms: [key.algorithm] })
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}
