import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Secret } from '../../config/files/secret.ts'
import type { Gate } from '../gate.ts'
import { type Readiness, readinessOf } from './readiness.ts'
import { type AdminReply, type AdminRoutes, json, route } from './routes.ts'

/** What operators look at. */
export interface Operated extends Pick<Gate, 'dependencies' | 'log'> {
  readonly metrics: Pick<Gate['metrics'], 'expose'>
}

export interface AdminSettings {
  /** Bearer token of `/admin/*`; absent: those paths do not exist. */
  readonly token?: Secret | undefined
  /** Further routes, all under `/admin/`. */
  readonly routes?: AdminRoutes
  draining(): boolean
}

/**
 * The operators' listener: `/livez`, `/readyz`, `/metrics`, and `/admin/*` for who has the token. A request that a web
 * page caused is refused: a browser on the same machine must not reach what is meant to be local.
 */
export function createAdmin(gate: Operated, settings: AdminSettings): Server {
  const open: AdminRoutes = {
    'GET /livez': () => json(200, { state: 'live' }),
    'GET /readyz': () => readyz(readinessOf(gate.dependencies(), settings.draining())),
    'GET /metrics': async () => {
      const { contentType, text } = await gate.metrics.expose()
      return { status: 200, contentType, body: text }
    },
  }
  const routes = { ...settings.routes, ...open }
  let saidAt = Number.NEGATIVE_INFINITY

  /** Says that someone tries, at most once a second. */
  function refused(): void {
    if (performance.now() - saidAt < 1000) return
    saidAt = performance.now()
    gate.log.warn('admin token refused')
  }

  async function answer(request: IncomingMessage): Promise<AdminReply> {
    if (request.headers.origin !== undefined) return json(403, { error: 'requests with an Origin header are refused' })
    if (request.url?.startsWith('/admin/')) {
      if (settings.token === undefined) return json(404, { error: 'not found' })
      if (!holds(request.headers.authorization, settings.token)) {
        refused()
        return { ...json(401, { error: 'token required' }), headers: { 'www-authenticate': 'Bearer realm="admin"' } }
      }
    }
    const found = route(routes, request)
    return typeof found === 'function' ? found() : found
  }

  const options = {
    headersTimeout: 5000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: 8192,
  }
  return createServer(options, async (request, response) => {
    const reply = await answer(request).catch((error: unknown) => {
      gate.log.fault(error)
      return json(500, { error: 'fault' })
    })
    response.writeHead(reply.status, {
      'content-type': reply.contentType,
      'content-length': Buffer.byteLength(reply.body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...reply.headers,
      // A connection whose body was not read to its end goes with the answer.
      ...(request.complete ? {} : { connection: 'close' }),
    })
    response.end(reply.body)
  })
}

/** Compares digests, so that neither length nor a common beginning of the token shows in the time taken. */
function holds(authorization: string | undefined, token: Secret): boolean {
  const given = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token.reveal())) && given !== ''
}

function readyz(readiness: Readiness): AdminReply {
  const { ready, state, dependencies } = readiness
  return json(ready ? 200 : 503, { state, dependencies })
}
