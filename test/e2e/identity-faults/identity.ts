import { type Authenticator, createAuthenticator } from '../../../src/authn/authenticate.ts'
import { isAuthenticationFailure } from '../../../src/authn/failure.ts'
import type { IssuerOptions } from '../../../src/authn/issuer/issuer.ts'
import { createSecret } from '../../../src/config/files/secret.ts'
import { proofKey } from '../../fixtures/dpop.ts'
import { forge, signer } from '../../fixtures/forge.ts'
import { AUDIENCE, type fakeClock, recordingScopes, trusting } from '../../fixtures/issuer.ts'
import { type HostileServer, startHostileServer } from './hostile-server.ts'

type Claims = Readonly<Record<string, unknown>>

/** An issuer whose server can be turned bad. */
export interface HostileIssuer {
  readonly name: string
  readonly server: HostileServer
  /** A new token each time. */
  mint(claims?: Claims, kid?: string): string
  /** A new opaque token that the server knows. */
  mintOpaque(claims?: Claims): string
  /** Signs with a new key from now on. */
  rotate(): void
  /** What the server says of a token from now on. */
  tell(token: string, answer: Claims): void
}

let count = 0

export async function startHostileIssuer(now: () => number, trap = '', cacheControl?: string): Promise<HostileIssuer> {
  let keys = [{ ...proofKey(), kid: 'first' }]
  const answers = new Map<string, Claims>()
  const documents = (path: string, body: string) => {
    if (path === '/jwks') return { keys: keys.map(({ jwk, kid }) => ({ ...jwk, kid })) }
    const token = new URLSearchParams(body).get('token') ?? ''
    return path === '/introspect' ? (answers.get(token) ?? { active: false }) : undefined
  }
  const server = await startHostileServer(documents, trap, cacheControl)
  const claimsWith = (claims: Claims) => {
    const iat = Math.floor(now() / 1000)
    const identity = { sub: 'someone', client_id: 'app', jti: `token-${count++}`, scope: 'user/*.rs' }
    return { iss: server.url, aud: AUDIENCE, ...identity, iat, exp: iat + 86_400, ...claims }
  }
  return {
    name: server.url,
    server,
    mint(claims = {}, kid) {
      const { privateKey, kid: own } = keys.at(-1)!
      return forge({ alg: 'ES256', typ: 'at+jwt', kid: kid ?? own }, claimsWith(claims), signer('ES256', privateKey))
    },
    mintOpaque(claims = {}) {
      const token = `opaque-${count++}`
      answers.set(token, { active: true, ...claimsWith(claims) })
      return token
    },
    rotate() {
      keys = [...keys, { ...proofKey(), kid: `key-${count++}` }]
    },
    tell: (token, answer) => void answers.set(token, answer),
  }
}

/** Gives up on a server soon; not so soon that a good one on a busy machine counts as bad. */
const fetchLimits = { timeout: 2000, bytes: 256 * 1024 }

/** Trusts these issuers, and asks them about opaque tokens unless said otherwise. */
export function trustAll(
  issuers: readonly HostileIssuer[],
  clock: ReturnType<typeof fakeClock>,
  overrides: Partial<IssuerOptions> = {},
  when: 'opaque' | 'always' = 'opaque',
): Authenticator {
  const optionsOf = ({ name }: HostileIssuer) =>
    trusting(name, {
      jwksUri: `${name}/jwks`,
      introspection: {
        url: new URL(`${name}/introspect`),
        when,
        clientId: 'gatehouse',
        clientSecret: createSecret('secret'),
        cache: 60_000,
        signed: false,
      },
      ...overrides,
    })
  const { readScopes } = recordingScopes()
  const { now, monotonic } = clock
  return createAuthenticator({ issuers: issuers.map(optionsOf), readScopes, now, monotonic, fetchLimits })
}

export async function resultOf(authenticator: Authenticator, token: string): Promise<string> {
  const authenticated = await authenticator.authenticate({ token })
  return isAuthenticationFailure(authenticated) ? authenticated.unauthenticated : 'ok'
}

/** The results of many at once, each once. */
export async function resultsOf(authenticator: Authenticator, tokens: readonly string[]): Promise<readonly string[]> {
  const results = await Promise.all(tokens.map((token) => resultOf(authenticator, token)))
  return [...new Set(results)].sort()
}

export const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
