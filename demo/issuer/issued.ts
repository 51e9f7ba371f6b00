import { hash, randomBytes } from 'node:crypto'
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose'

export type Claims = Readonly<Record<string, unknown>>

/** What the issuer remembers of its tokens: what stands behind the opaque ones, and which were taken back. */
export interface Issued {
  /** An opaque token that stands for `claims`. */
  opaque(claims: Claims): string
  /** The claims of a token that is good now; undefined for any other. */
  find(token: string): Promise<Claims | undefined>
  revoke(token: string): void
}

export function createIssued(issuer: string, published: () => readonly JWK[]): Issued {
  const opaque = new Map<string, Claims>()
  const revoked = new Set<string>()

  async function claimsOf(token: string): Promise<Claims | undefined> {
    if (!token.includes('.')) return opaque.get(digest(token))
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: [...published()] }), { issuer })
      return payload
    } catch {
      return undefined // Not a token of this issuer, or one that is not good any more.
    }
  }

  return {
    opaque(claims) {
      const token = randomBytes(32).toString('base64url')
      opaque.set(digest(token), claims)
      return token
    },
    async find(token) {
      const claims = revoked.has(digest(token)) ? undefined : await claimsOf(token)
      const expired = typeof claims?.exp === 'number' && claims.exp * 1000 <= Date.now()
      return expired ? undefined : claims
    },
    revoke: (token) => void revoked.add(digest(token)),
  }
}

function digest(token: string): string {
  return hash('sha256', token, 'base64')
}
