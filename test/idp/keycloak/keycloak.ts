import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { inject } from 'vitest'
import { backendService } from '../clients.ts'
import { type CodeFlow, post, readMetadata, type ServerMetadata, walkCodeFlow } from '../oauth-client.ts'
import type { Place, UserAgent } from '../user-agent.ts'

/** The running server and its secrets; undefined where it cannot be started, which the setup tells. */
export const world = inject('keycloak')

/** The users of demo/keycloak/realm.json. */
export type User = 'ada' | 'dr-oak'

/** Signs in by the login form, then consents to what is asked unless that was done before. */
export function signInAs(username: User) {
  return async (agent: UserAgent, page: Place): Promise<Place> => {
    const next = await agent.submit(page, { username, password: world!.demoPassword })
    return next.html === '' ? next : agent.submit(next, { accept: 'Yes' })
  }
}

/** Gets tokens as the sample app. */
export function appTokens(server: ServerMetadata, user: User, scope: string, over: Partial<CodeFlow> = {}) {
  return walkCodeFlow(server, { clientId: 'sample-app', scope: `openid ${scope}`, signIn: signInAs(user), ...over })
}

export const metadataOfRealm = () => readMetadata(world!.issuer)

/** One call of Keycloak's admin interface, on the realm. */
export async function administer<T>(method: string, path: string, body?: object): Promise<T> {
  const { url, adminPassword: password } = world!
  const form = { grant_type: 'password', client_id: 'admin-cli', username: 'admin', password }
  const { access_token: token } = await post(`${url}/realms/master/protocol/openid-connect/token`, form)
  const answer = await fetch(`${url}/admin/realms/hospital${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** The backend service of the realm, with keys of both algorithms, published where the realm file says. */
export const services = [backendService('backend-service', 'RS384'), backendService('backend-service', 'ES384')].map(
  ({ service, jwk }) => {
    // Keycloak remembers keys by their ids.
    const keyId = randomUUID()
    return { service: { ...service, keyId }, jwk: { ...jwk, kid: keyId } }
  },
)

/** Publishes the keys of the backend service until closed. */
export async function publishServiceKeys(): Promise<Server> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys: services.map(({ jwk }) => jwk) }))
  })
  await new Promise<void>((done) => server.listen(world!.jwksPort, '127.0.0.1', done))
  return server
}
