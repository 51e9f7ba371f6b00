import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { proofKey } from '../fixtures/dpop.ts'

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })

/** The signing keys of the issuer that the tokens are of, by the `kid` under which they are published. */
export const pairs = {
  rsa: rsa(),
  es256: curve('P-256'),
  es384: curve('P-384'),
  es512: curve('P-521'),
  ed: generateKeyPairSync('ed25519'),
}

/** Each algorithm of the matrix, with the key that it is signed by. */
export const signedBy = {
  RS256: 'rsa',
  RS512: 'rsa',
  PS256: 'rsa',
  PS384: 'rsa',
  ES256: 'es256',
  ES384: 'es384',
  ES512: 'es512',
  EdDSA: 'ed',
} as const satisfies Record<string, keyof typeof pairs>

export type Algorithm = keyof typeof signedBy
export const algorithms = Object.keys(signedBy) as Algorithm[]

/** Keys that nobody published, or another issuer did. */
const foreign = { rsa: rsa(), es256: curve('P-256'), es384: curve('P-384'), es512: curve('P-521') }
const foreignEd = generateKeyPairSync('ed25519')

/** A key for `algorithm` that is not the issuer's. */
export function foreignKey(algorithm: Algorithm): KeyObject {
  const name = signedBy[algorithm]
  return (name === 'ed' ? foreignEd : foreign[name]).privateKey
}

const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
const koblitz = curve('secp256k1')
const twins = [curve('P-256'), curve('P-256')]
export const published = (key: KeyObject) => key.export({ format: 'jwk' }) as Readonly<Record<string, unknown>>

/** What the issuer publishes: its keys, and beside them what must never verify one of its tokens. */
export const ownSet = {
  keys: [
    ...Object.entries(pairs).map(([kid, { publicKey }]) => ({ ...published(publicKey), kid })),
    { ...published(pairs.es256.publicKey), kid: 'for-encryption', use: 'enc' },
    { ...published(pairs.es256.publicKey), kid: 'for-wrapping', key_ops: ['wrapKey'] },
    { ...published(pairs.es256.publicKey), kid: 'for-another-algorithm', alg: 'ES384' },
    { ...published(pairs.es256.privateKey), kid: 'with-its-secret' },
    { ...published(weak.publicKey), kid: 'weak' },
    { ...published(koblitz.publicKey), kid: 'koblitz' },
    { ...published(koblitz.publicKey), crv: 'P-256', kid: 'off-its-curve' },
    { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0', kid: 'secret', alg: 'HS256' },
    ...twins.map(({ publicKey }) => ({ ...published(publicKey), kid: 'twin' })),
  ],
}

/** What the other issuer publishes; its `es256` is another key than ours of that name. */
export const otherSet = {
  keys: Object.entries(foreign).flatMap(([kid, { publicKey }]) => [
    { ...published(publicKey), kid },
    { ...published(publicKey), kid: `other-${kid}` },
  ]),
}

/** Keys of clients, for proofs; the stranger's is as good a key as the others. */
export const clientKeys = { ES256: proofKey(), RS256: proofKey('RS256'), EdDSA: proofKey('EdDSA') }
export const strangersKey = proofKey()
