import type { Dispatcher } from 'undici'
import type { Presence } from '../presence.ts'
import type { UpstreamSettings } from './client.ts'
import { Deadlines } from './deadlines.ts'
import { createEjection } from './ejection.ts'
import { isUpstreamFailure } from './failure.ts'
import { createHealth, type Health } from './health.ts'
import { type Verdict, verdictOn } from './health-verdict.ts'
import type { UpstreamFailure, UpstreamRequest } from './message.ts'
import { type Outgoing, type Sent, send, type Watch } from './send.ts'

/** One of the servers that are the same FHIR server, with its own connections. */
export interface Replica {
  send(request: UpstreamRequest, presence: Presence | undefined): Promise<Sent>
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
  /** What came of a request. */
  answered(answer: Sent, verdict: Verdict): void
  /** A body that did not come to its end. */
  brokeOff(failure: UpstreamFailure): void
}

/** The health checks are looked at by those who make them. */
const unwatched: Watch = { answered() {}, brokeOff() {} }

export function createReplica(options: ReplicaOptions): Replica {
  const { url, pool, settings, own, mayEject, changed, probed, answered, brokeOff } = options
  const connections = { pool, heads: new Deadlines(settings.timeouts.connect + settings.timeouts.response) }
  const base = url.pathname.replace(/\/+$/, '')
  const ownHeaders = Object.entries(own).flat()
  const ejection = createEjection(() => performance.now(), mayEject)
  const health = createHealth({ interval: settings.health.interval, probe, changed })
  let pending = 0
  /** By its last health check. */
  let isWell = true

  const watch: Watch = {
    answered(answer) {
      const verdict = verdictOn(answer)
      pending -= 1
      health.saw(answer)
      ejection.saw(verdict)
      answered(answer, verdict)
    },
    brokeOff,
  }

  function outgoing({ method, path, query, headers, body }: UpstreamRequest): Outgoing {
    const place = path === '' ? base || '/' : `${base}/${path}`
    const all: string[] = []
    for (const name in headers) if (!Object.hasOwn(own, name)) all.push(name, headers[name] as string)
    all.push(...ownHeaders)
    return { method, path: query === '' ? place : `${place}?${query}`, headers: all, body: body ?? null }
  }

  async function probe(): Promise<boolean> {
    const path = settings.health.path.replace(/^\/+/, '')
    const headers = { accept: 'application/fhir+json' }
    const answer = await send(connections, outgoing({ method: 'GET', path, query: '', headers }), undefined, unwatched)
    isWell = !isUpstreamFailure(answer) && answer.status < 500
    probed(isWell ? 'well' : 'unknown')
    if (!isUpstreamFailure(answer)) answer.body.destroy()
    return isWell
  }

  return {
    send(request, presence) {
      pending += 1
      return send(connections, outgoing(request), presence, watch)
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
