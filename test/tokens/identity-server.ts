import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { otherSet, ownSet } from './keys.ts'

/** Two issuers on one host, and a place that nobody must ever ask. */
export interface IdentityServer {
  readonly issuer: string
  readonly otherIssuer: string
  readonly trap: string
  /** What the issuers answer about a token; about all others that they are not active. */
  readonly answers: Map<string, Readonly<Record<string, unknown>>>
  /** Requests by path. */
  readonly requests: ReadonlyMap<string, number>
  stop(): Promise<void>
}

/** Starts both on loopback. Each publishes its keys for a day, so that time alone causes no request. */
export async function startIdentityServer(): Promise<IdentityServer> {
  const answers: IdentityServer['answers'] = new Map()
  const requests = new Map<string, number>()
  const documents: Record<string, () => unknown> = {}

  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.set(path, (requests.get(path) ?? 0) + 1)
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const token = new URLSearchParams(Buffer.concat(chunks).toString()).get('token') ?? ''
      const document = path === '/own/introspect' ? (answers.get(token) ?? { active: false }) : documents[path]?.()
      const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=86400' }
      response.writeHead(document === undefined ? 404 : 200, headers).end(JSON.stringify(document ?? {}))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [issuer, otherIssuer] = [`${at}/own`, `${at}/other`]
  const metadata = (name: string) => () => ({ issuer: name, jwks_uri: `${name}/jwks` })
  Object.assign(documents, {
    '/own/.well-known/openid-configuration': metadata(issuer),
    '/other/.well-known/openid-configuration': metadata(otherIssuer),
    '/own/jwks': () => ownSet,
    '/other/jwks': () => otherSet,
  })
  return {
    issuer,
    otherIssuer,
    trap: `${at}/trap`,
    answers,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
