import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from './answer.ts'
import type { Client } from './clients.ts'
import { answerIntrospection, SIGNED_ANSWER } from './introspection-endpoint.ts'
import { createIssued } from './issued.ts'
import { metadata } from './metadata.ts'
import { claimsWith, createMint, type Mint } from './mint.ts'
import { type Misbehaviour, misbehave } from './misbehave.ts'
import { answerRevocation } from './revocation-endpoint.ts'
import { createSigningKeys } from './signing-keys.ts'
import { answerTokenRequest } from './token-endpoint.ts'

export interface IssuerOptions {
  /** The `aud` of its tokens: the FHIR base they are for. */
  readonly audience: string
  /** Default 0: any free one. */
  readonly port?: number
  /** Default ES256. */
  readonly algorithm?: string
  /** Token lifetime in seconds, default 300 as SMART Backend Services advises. */
  readonly lifetime?: number
  readonly clients?: readonly Client[]
  /** The Cache-Control header of the key set. */
  readonly cacheControl?: string
  /** A bearer token that may introspect, besides the clients. */
  readonly introspectionBearer?: string
}

export interface Issuer {
  readonly issuer: string
  readonly jwksUri: string
  readonly tokenEndpoint: string
  readonly introspectionEndpoint: string
  readonly revocationEndpoint: string
  readonly mint: Mint
  /** An opaque token that stands for such claims as `mint` would write; only introspection tells them. */
  mintOpaque(claims?: Readonly<Record<string, unknown>>): string
  /** Takes back a token: introspection says that it is not active. */
  revoke(token: string): void
  /** Signs with a new key from now on; the old ones stay published. */
  rotate(): Promise<void>
  /** Publishes the newest key only. */
  removeOld(): void
  /** Makes endpoints answer badly, metadata and keys unless said; undefined makes them well again. */
  misbehave(how: Misbehaviour | undefined, where?: 'keys' | 'introspection'): void
  /** Requests so far, by path. */
  readonly requests: ReadonlyMap<string, number>
  stop(): Promise<void>
}

const METADATA_PATHS = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']
const PATHS = ['/token', '/introspect', '/revoke', '/jwks', '/trap', ...METADATA_PATHS]

/** Starts a small OAuth issuer on the loopback interface: metadata, keys with rotation, client credentials, introspection,
 * revocation. For demonstration and tests only. */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const { audience, algorithm = 'ES256', lifetime = 300, clients = [], cacheControl = 'max-age=60' } = options
  const keys = await createSigningKeys(algorithm)
  const requests = new Map<string, number>()
  const misbehaviour: { keys?: Misbehaviour | undefined; introspection?: Misbehaviour | undefined } = {}

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tokenEndpoint = `${issuer}/token`
  const introspectionEndpoint = `${issuer}/introspect`
  const defaults = { issuer, audience, lifetime, key: keys.current }
  const mint = createMint(defaults)
  const issued = createIssued(issuer, keys.published)
  const assertedTo = [issuer, tokenEndpoint, introspectionEndpoint]
  const authentication = { clients, audience: assertedTo, seen: new Set<string>() }
  const introspection = { issuer, issued, authentication, bearer: options.introspectionBearer, key: keys.current }
  const scopes = [...new Set(clients.flatMap((client) => client.scopes))]

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    if (PATHS.includes(path)) requests.set(path, (requests.get(path) ?? 0) + 1)
    if (path === '/token') return reply(response, await answerTokenRequest(request, authentication, mint, lifetime))
    if (path === '/revoke') return reply(response, await answerRevocation(request, authentication, issued))
    if (path === '/introspect') {
      if (misbehaviour.introspection !== undefined) return misbehave(response, misbehaviour.introspection, [])
      return reply(response, await answerIntrospection(request, introspection))
    }
    const isKeys = path === '/jwks'
    if (!isKeys && !METADATA_PATHS.includes(path)) return send(response, 404, { error: 'not found' }, 'no-store')
    if (misbehaviour.keys !== undefined) return misbehave(response, misbehaviour.keys, keys.published())
    if (isKeys) return send(response, 200, { keys: keys.published() }, cacheControl)
    send(response, 200, metadata(issuer, algorithm, scopes), cacheControl)
  }

  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    tokenEndpoint,
    introspectionEndpoint,
    revocationEndpoint: `${issuer}/revoke`,
    mint,
    mintOpaque: (claims = {}) => issued.opaque(claimsWith(claims, defaults)),
    revoke: issued.revoke,
    async rotate() {
      await keys.rotate()
    },
    removeOld: keys.removeOld,
    misbehave(how, where = 'keys') {
      misbehaviour[where] = how
    },
    requests,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function reply(response: ServerResponse, answer: Answer | string): void {
  if (typeof answer === 'string') {
    response.writeHead(200, { 'content-type': SIGNED_ANSWER, 'cache-control': 'no-store' }).end(answer)
  } else {
    send(response, answer.status, answer.body, 'no-store')
  }
}

function send(response: ServerResponse, status: number, body: object, cacheControl: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': cacheControl })
  response.end(JSON.stringify(body))
}
