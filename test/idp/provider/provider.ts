import { X509Certificate } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider from 'oidc-provider'
import { makePair } from '../../../demo/sandbox/certificate.ts'
import { readMetadata, type ServerMetadata } from '../oauth-client.ts'
import { configuration, type ProviderOptions } from './configuration.ts'

/** A real authorization server in this process, reached over sockets. */
export interface RunningProvider {
  readonly issuer: string
  readonly metadata: ServerMetadata
  /** Endpoints over TLS, for clients that prove themselves by certificate, and who vouches for it. */
  readonly overTls: { readonly tokenEndpoint: string; readonly introspectionEndpoint: string; readonly ca: string }
  /** Requests for the key set so far. */
  keyFetches(): number
  /** A new signing key; not published yet. */
  newKey(): Promise<JWK>
  /** The published keys; tokens are signed with the first. */
  keys(): readonly JWK[]
  /** Publishes these from now on. */
  publish(keys: readonly JWK[]): void
  stop(): Promise<void>
}

/** Starts `oidc-provider` on loopback, in plain text and over TLS. Its tokens are for `audience`. */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  let serve: RequestListener = () => {}
  let keyFetches = 0
  const listener: RequestListener = (request, response) => {
    if (request.url === '/jwks') {
      keyFetches++
      response.setHeader('cache-control', 'public, max-age=60')
    }
    serve(request, response)
  }
  const pair = makePair('authorization server')
  const plain = createServer(listener)
  const tls = createTlsServer({ ...pair, requestCert: true, rejectUnauthorized: false }, listener)
  const issuer = `http://127.0.0.1:${await listen(plain)}`
  const secured = `https://127.0.0.1:${await listen(tls)}`

  let keys: readonly JWK[] = [await newKey()]
  publish(keys)

  /** The server has no call for it: another one, of the same issuer and with the same storage, takes its place. */
  function publish(next: readonly JWK[]): void {
    keys = next
    serve = new Provider(issuer, configuration(options, next, certificateOf)).callback()
  }

  return {
    issuer,
    metadata: await readMetadata(issuer),
    overTls: {
      tokenEndpoint: `${secured}/token`,
      introspectionEndpoint: `${secured}/token/introspection`,
      ca: pair.cert,
    },
    keyFetches: () => keyFetches,
    newKey,
    keys: () => keys,
    publish,
    async stop() {
      await Promise.all([plain, tls].map(close))
    },
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return { ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256', kid: crypto.randomUUID() }
}

/** The certificate that the client of this connection showed. */
function certificateOf(request: IncomingMessage): X509Certificate | undefined {
  const { raw } = (request.socket as TLSSocket).getPeerCertificate?.() ?? {}
  return raw === undefined ? undefined : new X509Certificate(raw)
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done))
  server.closeAllConnections()
  await closed
}
