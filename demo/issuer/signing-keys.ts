import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'

/** A key pair of the issuer; the public half is what it publishes. */
export interface SigningKey {
  readonly keyId: string
  readonly algorithm: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

/** The issuer's keys: the newest signs, all are published until they are removed. */
export interface SigningKeys {
  current(): SigningKey
  published(): readonly JWK[]
  /** Makes a new key and signs with it from now on; the older ones stay published. */
  rotate(): Promise<SigningKey>
  /** Publishes the newest key only. */
  removeOld(): void
}

export async function createSigningKeys(algorithm: string): Promise<SigningKeys> {
  let keys = [await createSigningKey(algorithm)]
  return {
    current: () => keys.at(-1)!,
    published: () => keys.map((key) => key.publicJwk),
    async rotate() {
      const key = await createSigningKey(algorithm)
      keys = [...keys, key]
      return key
    },
    removeOld() {
      keys = keys.slice(-1)
    },
  }
}

export async function createSigningKey(algorithm: string, keyId: string = randomUUID()): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: algorithm, use: 'sig' }
  return { keyId, algorithm, privateKey, publicJwk }
}
