import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Client } from './clients.ts'
import { metadata } from './metadata.ts'
import { createMint, type Mint } from './mint.ts'
import { type Misbehaviour, misbehave } from './misbehave.ts'
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
}

export interface Issuer {
  readonly issuer: string
  readonly jwksUri: string
  readonly tokenEndpoint: string
  readonly mint: Mint
  /** Signs with a new key from now on; the old ones stay published. */
  rotate(): Promise<void>
  /** Publishes the newest key only. */
  removeOld(): void
  /** Makes the metadata and key endpoints answer badly; undefined makes them well again. */
  misbehave(how: Misbehaviour | undefined): void
  /** Requests so far, by path. */
  readonly requests: ReadonlyMap<string, number>
  stop(): Promise<void>
}

const METADATA_PATHS = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']
const PATHS = ['/token', '/jwks', '/trap', ...METADATA_PATHS]

/** Starts a small OAuth issuer on the loopback interface: metadata, keys with rotation, client credentials. For demonstration and tests only. */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const { audience, algorithm = 'ES256', lifetime = 300, clients = [], cacheControl = 'max-age=60' } = options
  const keys = await createSigningKeys(algorithm)
  const requests = new Map<string, number>()
  let misbehaviour: Misbehaviour | undefined

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tokenEndpoint = `${issuer}/token`
  const mint = createMint({ issuer, audience, lifetime, key: keys.current })
  const authentication = { clients, audience: [issuer, tokenEndpoint], seen: new Set<string>() }
  const scopes = [...new Set(clients.flatMap((client) => client.scopes))]

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    if (PATHS.includes(path)) requests.set(path, (requests.get(path) ?? 0) + 1)
    if (path === '/token') {
      const { status, body } = await answerTokenRequest(request, authentication, mint, lifetime)
      return send(response, status, body, 'no-store')
    }
    const isKeys = path === '/jwks'
    if (!isKeys && !METADATA_PATHS.includes(path)) return send(response, 404, { error: 'not found' }, 'no-store')
    if (misbehaviour !== undefined) return misbehave(response, misbehaviour, keys.published())
    if (isKeys) return send(response, 200, { keys: keys.published() }, cacheControl)
    send(response, 200, metadata(issuer, algorithm, scopes), cacheControl)
  }

  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    tokenEndpoint,
    mint,
    async rotate() {
      await keys.rotate()
    },
    removeOld: keys.removeOld,
    misbehave(how) {
      misbehaviour = how
    },
    requests,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function send(response: ServerResponse, status: number, body: object, cacheControl: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': cacheControl })
  response.end(JSON.stringify(body))
}
