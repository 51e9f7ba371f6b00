import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Exchange } from '../exchange.ts'
import { createInstruments } from './instruments.ts'
import { closedSet, decisionLabel } from './labels.ts'
import type { Timing } from './timing.ts'

export interface MetricsSettings {
  /** Resource types of the configured FHIR version. */
  readonly resourceTypes: Iterable<string>
  /** Configured issuers. */
  readonly issuers: Iterable<string>
  /** Clients that the policy lists; all others count as `other`. */
  readonly clients?: Iterable<string>
  readonly config: { readonly version: string; readonly sha256: string }
  /** Also prom-client's process and runtime metrics; they cost a GC observer per instance. */
  readonly runtime?: boolean
  /** The number of this worker among several: tells the process and runtime metrics of one from those of another. */
  readonly worker?: number
}

export type Metrics = ReturnType<typeof createMetrics>

/** All metrics of one process at one moment. */
export type MetricsSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>

/**
 * The metrics of one gateway: prefix `gatehouse_`, label values from closed sets, never ids, paths or query text.
 * Each instance has its own registry, so that two gateways in one process do not count into each other.
 */
export function createMetrics(settings: MetricsSettings) {
  const registry = new Registry()
  const instruments = createInstruments(registry)
  if (settings.runtime === true) {
    const labels = settings.worker === undefined ? {} : { worker: String(settings.worker) }
    collectDefaultMetrics({ register: registry, labels })
  }
  const resourceType = closedSet(settings.resourceTypes)
  const issuer = closedSet(settings.issuers)
  let client = closedSet(settings.clients ?? [])
  instruments.configInfo.set({ ...settings.config }, 1)
  // What never happened is 0 and not absent: the first time must show as a rise.
  for (const cause of ['inflight', 'delay']) instruments.shed.inc({ cause }, 0)
  for (const cause of ['total', 'address']) instruments.connectionsRefused.inc({ cause }, 0)
  for (const result of ['success', 'failure', 'unchanged']) instruments.configReloads.inc({ result }, 0)
  for (const action of ['passed', 'removed', 'redacted']) instruments.entries.add([action], 0)
  for (const result of ['hit', 'miss']) instruments.tokenCache.add([result], 0)

  return {
    /** Prometheus' text exposition. */
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    /** The same as values, to be joined with those of other processes. */
    snapshot: (): Promise<MetricsSnapshot> => registry.getMetricsAsJSON(),

    accepted(): void {
      instruments.inflight.requests += 1
    },
    /** Counts a finished exchange; `accepted` must have been called for it. */
    settled(exchange: Exchange, timing: Timing): void {
      instruments.inflight.requests -= 1
      this.record(exchange, timing)
    },
    /** Counts an exchange that never was in flight, such as a message that could not be read off the socket. */
    record(exchange: Exchange, timing: Timing): void {
      const decision = decisionLabel(exchange)
      const { principal } = exchange
      const interaction = exchange.interaction ?? 'none'
      const status = String(exchange.status)
      instruments.requests.add([interaction, resourceType(exchange.resourceType), decision, status])
      if (principal) instruments.clientRequests.add([client(principal.clientId), decision])
      recordTimes(instruments, exchange, decision, timing)
      recordDecision(instruments, exchange)
      recordEntries(instruments, exchange)
    },

    tokenValidated: (of: string | undefined, result: string) => instruments.tokens.inc({ issuer: issuer(of), result }),
    tokenCache: (result: 'hit' | 'miss') => instruments.tokenCache.add([result]),
    scopeIgnored: (why: string) => instruments.scopesIgnored.inc({ why }),
    jwksRefreshed: (of: string, result: string) => instruments.jwks.inc({ issuer: issuer(of), result }),
    introspected: (of: string, result: string) => instruments.introspections.inc({ issuer: issuer(of), result }),
    /** @param seconds by which the local clock is ahead of the issuer's. */
    clockSkew: (of: string, seconds: number) => instruments.clockSkew.set({ issuer: issuer(of) }, seconds),
    rateLimited: (limit: string) => instruments.rateLimited.inc({ limit }),
    storeUp: (up: boolean) => instruments.storeUp.set(up ? 1 : 0),
    upstreamUp: (up: boolean) => instruments.upstreamUp.set(up ? 1 : 0),
    breaker: (state: string) => instruments.breakerOpen.set(state === 'closed' ? 0 : 1),
    replicaEjected: () => instruments.ejections.inc(),
    shed: (cause: string) => instruments.shed.inc({ cause }),
    connectionRefused: (cause: string) => instruments.connectionsRefused.inc({ cause }),
    upstreamFailed: (kind: string) => instruments.upstreamErrors.inc({ kind }),
    configReloaded: (result: 'success' | 'failure' | 'unchanged') => instruments.configReloads.inc({ result }),
    /** Another configuration is in force from now on, with these clients in its policy. */
    configured(config: MetricsSettings['config'], clients: Iterable<string>): void {
      instruments.configInfo.reset()
      instruments.configInfo.set({ ...config }, 1)
      client = closedSet(clients)
    },
    shadowSkipped: () => instruments.shadowSkipped.inc(),
    logLineLost: () => instruments.logLinesLost.inc(),
  }
}

type Instruments = ReturnType<typeof createInstruments>

function recordTimes(instruments: Instruments, exchange: Exchange, decision: string, timing: Timing): void {
  const { interaction = 'none', upstreamMs, upstreamStatus } = exchange
  instruments.requestDuration.observe([interaction, decision], timing.total / 1000)
  const own = timing.answered - timing.bodyWait - (upstreamMs ?? 0)
  instruments.overhead.observe([interaction], Math.max(0, own) / 1000)
  if (upstreamMs === undefined) return
  const status = upstreamStatus === undefined ? 'none' : String(upstreamStatus)
  instruments.upstreamDuration.observe([interaction, status], upstreamMs / 1000)
}

function recordDecision(instruments: Instruments, { decision, shadow = [], denialStyle = 'none' }: Exchange): void {
  for (const { rule, from, to } of shadow) instruments.shadowDiffs.inc({ rule, from, to })
  if (decision === undefined) return
  const rule = decision.policy?.rules[0]?.id ?? 'none'
  instruments.decisions.add([decision.effect, decision.reason.code, rule])
  if (decision.effect === 'deny') instruments.denials.add([decision.cause, denialStyle])
}

function recordEntries(instruments: Instruments, exchange: Exchange): void {
  const { entriesPassed, entriesRemoved, entriesRedacted: redacted = 0 } = exchange
  // Each entry is one of the three, so that they add up.
  const passed = entriesPassed - redacted
  if (passed > 0) instruments.entries.add(['passed'], passed)
  if (redacted > 0) instruments.entries.add(['redacted'], redacted)
  if (entriesRemoved > 0) instruments.entries.add(['removed'], entriesRemoved)
}
