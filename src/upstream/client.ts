import type { Secret } from '../config/files/secret.ts'
import type { Presence } from '../presence.ts'
import { type BreakerSettings, type BreakerState, createBreaker } from './breaker.ts'
import { createChoice } from './choose-replica.ts'
import { type FailureKind, isUpstreamFailure } from './failure.ts'
import type { Health } from './health.ts'
import type { Verdict } from './health-verdict.ts'
import type { UpstreamRequest } from './message.ts'
import { openPool } from './pool.ts'
import { createReplica, type Replica } from './replica.ts'
import type { Sent } from './send.ts'

export interface UpstreamSettings {
  /** Base of the FHIR server; its path is put before every request path. */
  readonly url: Readonly<URL>
  /** Further bases of the same FHIR server, over the same data. */
  readonly replicas: readonly Readonly<URL>[]
  readonly credential?:
    | { readonly bearer: Secret }
    | { readonly basic: { readonly user: string; readonly password: Secret } }
    | undefined
  /** Milliseconds. `response` bounds the wait for the head, and each silence within a body. */
  readonly timeouts: { readonly connect: number; readonly response: number }
  /** To each replica. */
  readonly connections: number
  readonly health: { readonly path: string; readonly interval: number }
  readonly breaker: BreakerSettings
}

/** For metrics: told of every failure and of every change of the upstream's state. */
export interface UpstreamObserver {
  failed(kind: FailureKind): void
  state(up: boolean): void
  breaker(state: BreakerState): void
  /** One of several replicas gets no requests for a while. */
  ejected(): void
}

export interface UpstreamClient {
  send(request: UpstreamRequest, presence?: Presence): Promise<Sent>
  readonly health: Pick<Health, 'state'>
  close(): Promise<void>
}

/**
 * The one way to the FHIR server: to one of its replicas, once, or to none while all of them fail. What was sent is never
 * sent again, to another replica either.
 *
 * @param connect opens the connections to one replica
 */
export function createUpstreamClient(
  settings: UpstreamSettings,
  observer: UpstreamObserver,
  connect = openPool,
): UpstreamClient {
  const own = ownHeaders(settings.credential)
  const breaker = createBreaker(settings.breaker, () => performance.now(), observer.breaker)
  const open = (url: Readonly<URL>) =>
    createReplica({
      url,
      pool: connect(url, settings),
      settings,
      own,
      mayEject,
      changed: healthChanged,
      probed: breaker.saw,
      answered,
      brokeOff: ({ failed }) => observer.failed(failed),
    })
  let up: boolean | undefined
  const replicas: [Replica, ...Replica[]] = [open(settings.url), ...settings.replicas.map(open)]
  const choose = createChoice(replicas)

  /** At most half of them, so that those that are left can bear what is asked. */
  function mayEject(): boolean {
    const ejected = replicas.filter((replica) => replica.isEjected()).length
    if ((ejected + 1) * 2 > replicas.length) return false
    observer.ejected()
    return true
  }
  function state(): ReturnType<Health['state']> {
    const states = new Set(replicas.map(({ health }) => health.state()))
    if (states.has('up')) return 'up'
    return states.has('unknown') ? 'unknown' : 'down'
  }
  function healthChanged(): void {
    const now = state()
    if (now === 'unknown' || up === (now === 'up')) return
    up = now === 'up'
    observer.state(up)
  }

  function answered(answer: Sent, verdict: Verdict): void {
    if (isUpstreamFailure(answer)) observer.failed(answer.failed)
    breaker.saw(verdict)
  }

  return {
    send(request, presence) {
      const wait = breaker.admit()
      if (wait <= 0) return choose().send(request, presence)
      observer.failed('unavailable')
      return Promise.resolve({ failed: 'unavailable', detail: 'BREAKER_OPEN', retryAfter: Math.ceil(wait / 1000) })
    },
    health: { state },
    async close() {
      await Promise.all(replicas.map((replica) => replica.close()))
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
