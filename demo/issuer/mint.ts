import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { SigningKey } from './signing-keys.ts'

/** What differs from an ordinary token: header members (undefined leaves one out) and the signing key. */
export interface MintOverrides {
  readonly header?: Readonly<Record<string, unknown>>
  readonly key?: SigningKey
}

/** Makes an access token; a claim given as undefined is left out. */
export type Mint = (claims?: Readonly<Record<string, unknown>>, overrides?: MintOverrides) => Promise<string>

export interface MintDefaults {
  readonly issuer: string
  readonly audience: string
  /** Seconds. */
  readonly lifetime: number
  readonly key: () => SigningKey
}

/** The claims that RFC 9068 §2.2 prescribes, with `claims` over them. */
export function claimsWith(claims: Readonly<Record<string, unknown>>, { issuer, audience, lifetime }: MintDefaults) {
  const now = Math.floor(Date.now() / 1000)
  const prescribed = { iss: issuer, aud: audience, sub: 'demo', client_id: 'demo', jti: randomUUID() }
  return { ...prescribed, iat: now, exp: now + lifetime, ...claims }
}

/** Makes tokens of the form of RFC 9068 §2: typed `at+jwt`, with every claim that it prescribes. */
export function createMint(defaults: MintDefaults): Mint {
  return async (claims = {}, overrides = {}) => {
    const signer = overrides.key ?? defaults.key()
    const payload = claimsWith(claims, defaults)
    const header = { alg: signer.algorithm, typ: 'at+jwt', kid: signer.keyId, ...overrides.header }
    return new SignJWT(payload).setProtectedHeader(header).sign(signer.privateKey)
  }
}
