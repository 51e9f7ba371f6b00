import type { Dispatcher } from 'undici'
import type { Presence } from '../presence.ts'
import type { UpstreamSettings } from './client.ts'
import { createEjection } from './ejection.ts'
import { isUpstreamFailure } from './failure.ts'
import { createHealth, type Health } from './health.ts'
import type { UpstreamFailure, UpstreamRequest } from './message.ts'
import { type Outgoing, type StreamedResponse, send } from './send.ts'
import { type Verdict, verdictOn } from './verdict.ts'

/** One of the servers that are the same FHIR server, with its own connections. */
export interface Replica {
  send(
    request: UpstreamRequest,
    presence: Presence | undefined,
    brokeOff: (failure: UpstreamFailure) => void,
  ): Promise<StreamedResponse | UpstreamFailure>
  pending(): number
  isEjected(): boolean
  isOut(): boolean
  readonly health: Health
  close(): Promise<void>
}

export interface ReplicaOptions {
  /** Its base; its path is put before every request path. */
  readonly url: Readonly<URL>
  /** The connections to it; closed with the replica. */
  readonly pool: Dispatcher
  readonly settings: Omit<UpstreamSettings, 'url' | 'replicas'>
  /** Headers that no request may set for itself. */
  readonly own: Readonly<Record<string, string>>
  mayEject(): boolean
  /** Its health has changed. */
  changed(): void
  /** What a health check told. */
  probed(verdict: Verdict): void
}

export function createReplica({ url, pool, settings, own, mayEject, changed, probed }: ReplicaOptions): Replica {
  const { connect, response } = settings.timeouts
  const base = url.pathname.replace(/\/+$/, '')
  const ejection = createEjection(() => performance.now(), mayEject)
  const health = createHealth({ interval: settings.health.interval, probe, changed })
  let pending = 0
  /** By its last health check. */
  let isWell = true

  function outgoing(request: UpstreamRequest): Outgoing {
    const path = request.path === '' ? base || '/' : `${base}/${request.path}`
    return {
      method: request.method,
      path: request.query === '' ? path : `${path}?${request.query}`,
      headers: { ...request.headers, ...own },
      body: request.body ?? null,
      headWithin: connect + response,
    }
  }

  async function probe(): Promise<boolean> {
    const path = settings.health.path.replace(/^\/+/, '')
    const headers = { accept: 'application/fhir+json' }
    const answer = await send(pool, outgoing({ method: 'GET', path, query: '', headers }), undefined)
    isWell = !isUpstreamFailure(answer) && answer.status < 500
    probed(isWell ? 'well' : 'unknown')
    if (!isUpstreamFailure(answer)) answer.body.destroy()
    return isWell
  }

  return {
    async send(request, presence, brokeOff) {
      pending += 1
      const answer = await send(pool, outgoing(request), presence, brokeOff)
      pending -= 1
      health.saw(answer)
      ejection.saw(verdictOn(answer))
      return answer
    },
    pending: () => pending,
    isEjected: ejection.isOut,
    isOut: () => ejection.isOut() || !isWell,
    health,
    async close() {
      health.stop()
      await pool.destroy()
    },
  }
}
