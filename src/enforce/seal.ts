import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export interface SealKey {
  /** 1 to 16 of `A-Z a-z 0-9 _ -`; travels in clear. */
  readonly id: string
  /** 32 random bytes. Replace it before it has sealed 2^32 tokens (NIST SP 800-38D §8.3). */
  readonly key: Buffer
}

export interface SealKeys {
  /** Seals and opens. */
  readonly current: SealKey
  /** Only open, so that what was sealed before a change of keys stays good. */
  readonly previous: readonly SealKey[]
  /** Only opens as yet: others may seal with it already. */
  readonly next?: SealKey
}

export interface Sealer {
  /**
   * A token of `A-Z a-z 0-9 _ -` that only this gateway can read, only for the same caller, and only until `expiresAt` (ms since the epoch).
   * @param boundTo who may use it: issuer, client, subject … in fixed order.
   * @returns `undefined` if the token would be longer than `MAX_TOKEN_LENGTH`.
   */
  seal(payload: object, boundTo: readonly string[], expiresAt: number): string | undefined
  /** The payload; `undefined`, without saying why, for what is foreign, edited, cut, expired or another caller's. `now` in ms since the epoch. */
  open(token: string, boundTo: readonly string[], now: number): object | undefined
}

/** With the rest of the address it fits the default limit of a request's URL, 8 KiB. */
export const MAX_TOKEN_LENGTH = 7680

/** No seal is made to last longer (ms), so that keys need not be kept longer either. */
export const MAX_SEAL_LIFE_MS = 60 * 60 * 1000

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'

/**
 * Seals values into tokens by AES-256-GCM with a random nonce: version, length of the key's id, id, nonce, ciphertext, tag, in base64url.
 * Everything before the nonce, and the caller, is authenticated along.
 * @param onUnknownKey told of a token that looks like ours, but is sealed with a key that is not among these.
 * @throws TypeError if a key is not of 32 bytes, or the ids are not well-formed and distinct.
 */
export function createSealer({ current, previous, next }: SealKeys, onUnknownKey?: () => void): Sealer {
  const all = [current, ...previous, ...(next === undefined ? [] : [next])]
  const keys = new Map(all.map(({ id, key }) => [id, key]))
  if (keys.size !== all.length) throw new TypeError('two seal keys have the same id')
  for (const [id, key] of keys) {
    if (!/^[A-Za-z0-9_-]{1,16}$/.test(id) || key.length !== 32)
      throw new TypeError('a seal key needs an id and 32 bytes')
  }

  return {
    seal(payload, boundTo, expiresAt) {
      const header = Buffer.concat([Buffer.of(VERSION, current.id.length), Buffer.from(current.id)])
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, current.key, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(authenticated(header, boundTo))
      const text = JSON.stringify({ expiresAt, payload })
      const token = Buffer.concat([header, nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      )
      return token.length > MAX_TOKEN_LENGTH ? undefined : token
    },

    open(token, boundTo, now) {
      const bytes = decode(token)
      const header = bytes?.subarray(0, 2 + (bytes[1] ?? 0))
      if (!bytes || !header || header[0] !== VERSION || bytes.length < header.length + NONCE_BYTES + TAG_BYTES)
        return undefined
      const key = keys.get(header.subarray(2).toString('latin1'))
      if (key === undefined) {
        onUnknownKey?.()
        return undefined
      }
      const sealed = bytes.subarray(header.length)
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(authenticated(header, boundTo))
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
      const text = finish(decipher, sealed.subarray(NONCE_BYTES, -TAG_BYTES))
      if (text === undefined) return undefined
      const { expiresAt, payload } = JSON.parse(text) as { expiresAt: number; payload: object }
      return now < expiresAt ? payload : undefined
    },
  }
}

/** JSON keeps the strings apart: `['ab', 'c']` is not `['a', 'bc']`. */
function authenticated(header: Buffer, boundTo: readonly string[]): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify(boundTo))])
}

/** A key that nobody else has: good for one process, until it ends. */
export function newSealKey(): SealKey {
  return { id: randomBytes(6).toString('base64url'), key: randomBytes(32) }
}

/** The bytes of base64url in its one spelling; Node's decoder would skip what it does not know. */
function decode(token: string): Buffer | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined
  const bytes = Buffer.from(token, 'base64url')
  return bytes.toString('base64url') === token ? bytes : undefined
}

function finish(decipher: ReturnType<typeof createDecipheriv>, ciphertext: Buffer): string | undefined {
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString()
  } catch {
    return undefined
  }
}
