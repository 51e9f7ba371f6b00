import { Pool } from 'undici'
import type { Secret } from '../config/secret.ts'
import { type FailureKind, isUpstreamFailure } from './failure.ts'
import { createHealth, type Health } from './health.ts'
import type { UpstreamFailure, UpstreamRequest } from './message.ts'
import { type Outgoing, type StreamedResponse, send } from './send.ts'

export interface UpstreamSettings {
  /** Base of the FHIR server; its path is put before every request path. */
  readonly url: Readonly<URL>
  readonly credential?:
    | { readonly bearer: Secret }
    | { readonly basic: { readonly user: string; readonly password: Secret } }
    | undefined
  /** Milliseconds. `response` bounds the wait for the head, and each silence within a body. */
  readonly timeouts: { readonly connect: number; readonly response: number }
  readonly connections: number
  readonly health: { readonly path: string; readonly interval: number }
}

/** For metrics: told of every failure and of every change of the upstream's state. */
export interface UpstreamObserver {
  failed(kind: FailureKind): void
  state(up: boolean): void
}

export interface UpstreamClient {
  send(request: UpstreamRequest, signal?: AbortSignal): Promise<StreamedResponse | UpstreamFailure>
  readonly health: Health
  close(): Promise<void>
}

/**
 * The one way to the FHIR server: a pool of keep-alive connections without redirects, retries or pipelining.
 * TLS is verified against the system's and Node's own roots (`NODE_EXTRA_CA_CERTS` adds to them).
 */
export function createUpstreamClient(settings: UpstreamSettings, observer: UpstreamObserver): UpstreamClient {
  const pool = new Pool(settings.url.origin, {
    connections: settings.connections,
    pipelining: 1,
    connect: { timeout: settings.timeouts.connect },
    // The wait for the head is bounded in send(), to the millisecond and including the wait for a connection.
    headersTimeout: 0,
    bodyTimeout: settings.timeouts.response,
  })
  const base = settings.url.pathname.replace(/\/+$/, '')
  const own = ownHeaders(settings.credential)
  const health = createHealth({ interval: settings.health.interval, probe, changed: observer.state })

  function outgoing(request: UpstreamRequest, headWithin: number): Outgoing {
    const path = request.path === '' ? base || '/' : `${base}/${request.path}`
    return {
      method: request.method,
      path: request.query === '' ? path : `${path}?${request.query}`,
      headers: { ...request.headers, ...own },
      body: request.body ?? null,
      headWithin,
    }
  }

  async function probe(): Promise<boolean> {
    const path = settings.health.path.replace(/^\/+/, '')
    const headers = { accept: 'application/fhir+json' }
    const { connect, response } = settings.timeouts
    const answer = await send(
      pool,
      outgoing({ method: 'GET', path, query: '', headers }, connect + response),
      undefined,
    )
    if (isUpstreamFailure(answer)) return false
    answer.body.destroy()
    return answer.status < 500
  }

  return {
    async send(request, signal) {
      const headWithin = settings.timeouts.connect + settings.timeouts.response
      const answer = await send(pool, outgoing(request, headWithin), signal, ({ failed }) => observer.failed(failed))
      if (isUpstreamFailure(answer)) observer.failed(answer.failed)
      health.saw(answer)
      return answer
    },
    health,
    async close() {
      health.stop()
      await pool.destroy()
    },
  }
}

/** Headers that no request may set for itself. */
function ownHeaders(credential: UpstreamSettings['credential']): Record<string, string> {
  const own: Record<string, string> = { 'accept-encoding': 'identity' }
  if (credential === undefined) return own
  if ('bearer' in credential) return { ...own, authorization: `Bearer ${credential.bearer.reveal()}` }
  const { user, password } = credential.basic
  return { ...own, authorization: `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}` }
}
