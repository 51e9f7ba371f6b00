import { type CryptoKey, importJWK, type JWK } from 'jose'
import { keyShape } from './algorithm.ts'
import { isFactorable } from './weak-modulus.ts'

/** One public key for one algorithm: a key that two algorithms may use is two of these. */
export interface VerificationKey {
  readonly keyId: string | undefined
  readonly algorithm: string
  readonly key: CryptoKey
  /** The same for the same key material, id and algorithm. */
  readonly identity: string
}

const MIN_RSA_BITS = 2048
/** Beyond these a check costs so much that the key set would be a weapon. */
const MAX_RSA_BITS = 8192
const MAX_EXPONENT_LENGTH = 6
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/**
 * The keys that `jwk` gives for the allowed algorithms (RFC 7517 §4, RFC 7518 §6): of the right type and curve, for signatures,
 * RSA between 2048 and 8192 bits, with no exponent or modulus that lets others sign. A key that is not usable gives none: sets
 * hold encryption keys and kinds of keys still to be invented. A key published together with its private part gives none either.
 *
 * @param known keys of the previous set; a key found there is taken over instead of imported anew, so that it stays the same object.
 */
export async function verificationKeys(
  jwk: Readonly<Record<string, unknown>>,
  allowed: ReadonlySet<string>,
  known: ReadonlyMap<string, VerificationKey>,
): Promise<VerificationKey[]> {
  const { kid, use, key_ops: operations, alg } = jwk
  if (kid !== undefined && typeof kid !== 'string') return []
  if (use !== undefined && use !== 'sig') return []
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return []
  if (PRIVATE_MEMBERS.some((member) => jwk[member] !== undefined)) return []

  const keys: VerificationKey[] = []
  for (const algorithm of allowed) {
    if (alg !== undefined && alg !== algorithm) continue
    const material = publicMaterial(jwk, algorithm)
    if (material === undefined) continue
    const identity = JSON.stringify([kid, algorithm, material])
    const key = known.get(identity)?.key ?? (await importMaterial(material, algorithm))
    if (key !== undefined) keys.push(known.get(identity) ?? { keyId: kid, algorithm, key, identity })
  }
  return keys
}

/** Only the members that make the public key, so that nothing else in the JWK can bend its import. */
function publicMaterial(jwk: Readonly<Record<string, unknown>>, algorithm: string): JWK | undefined {
  const shape = keyShape(algorithm)
  if (shape === undefined || jwk.kty !== shape.kty) return undefined
  if (shape.kty === 'RSA') {
    const { n, e } = jwk
    if (typeof n !== 'string' || typeof e !== 'string' || e.length > MAX_EXPONENT_LENGTH) return undefined
    const modulus = Buffer.from(n, 'base64url')
    const bits = bitLength(modulus)
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS || !isExponent(Buffer.from(e, 'base64url'))) return undefined
    return isFactorable(modulus) ? undefined : { kty: 'RSA', n, e }
  }
  const { x, y } = jwk
  if (shape.crv === undefined || jwk.crv !== shape.crv || typeof x !== 'string') return undefined
  if (shape.kty === 'OKP') return { kty: 'OKP', crv: shape.crv, x }
  return typeof y === 'string' ? { kty: 'EC', crv: shape.crv, x, y } : undefined
}

/** Odd, and at least 3 (RFC 8017 §3.1): under an exponent of 1 anyone can write a signature. */
function isExponent(bytes: Buffer): boolean {
  return bitLength(bytes) > 1 && bytes.at(-1)! % 2 === 1
}

function bitLength(bytes: Buffer): number {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first < 0 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first]!) - 24)
}

async function importMaterial(material: JWK, algorithm: string): Promise<CryptoKey | undefined> {
  try {
    return (await importJWK(material, algorithm)) as CryptoKey
  } catch {
    return undefined // Not a point of its curve, or not base64url: an unusable key like the others.
  }
}
