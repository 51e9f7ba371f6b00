import { Counter, Gauge, type Registry } from 'prom-client'
import { LabelledCounter } from './labelled-counter.ts'
import { LabelledHistogram } from './labelled-histogram.ts'

/** Seconds. Fine where the gateway's own share lies, coarse up to the longest upstream wait. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const OVERHEADS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1]

/** Every instrument with its fixed name and labels; dashboards and alerts rely on both. */
export function createInstruments(registry: Registry) {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `gatehouse_${name}`, help, labelNames, registers })
  /** `join` is how the values of several workers become one. */
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    join: 'sum' | 'min' | 'first' = 'sum',
  ) => new Gauge({ name: `gatehouse_${name}`, help, labelNames, registers, aggregator: join })
  const busyCounter = (name: string, help: string, labelNames: readonly string[]) =>
    new LabelledCounter(`gatehouse_${name}`, help, labelNames, registry)
  const histogram = (name: string, help: string, labelNames: readonly string[], bounds = DURATIONS) =>
    new LabelledHistogram(`gatehouse_${name}`, help, labelNames, bounds, registry)
  const inflight = { requests: 0 }
  new Gauge({
    ...{ name: 'gatehouse_inflight_requests', help: 'Requests being answered.', registers },
    collect() {
      this.set(inflight.requests)
    },
  })

  return {
    /** Read when somebody asks. */
    inflight,
    requests: busyCounter('requests_total', 'Requests answered.', [
      'interaction',
      'resource_type',
      'decision',
      'status',
    ]),
    clientRequests: busyCounter(
      'client_requests_total',
      'Requests of verified callers, by the clients that the policy lists.',
      ['client', 'decision'],
    ),
    requestDuration: histogram('request_duration_seconds', 'Accept to last byte.', ['interaction', 'decision']),
    upstreamDuration: histogram('upstream_duration_seconds', 'Upstream request to its response head.', [
      'interaction',
      'status',
    ]),
    overhead: histogram(
      'overhead_seconds',
      "The gateway's own share of the time to the head.",
      ['interaction'],
      OVERHEADS,
    ),
    decisions: busyCounter('decisions_total', 'Decisions made.', ['effect', 'reason', 'rule']),
    denials: busyCounter('denials_total', 'Denials, by their cause and by how the caller was told.', [
      'cause',
      'style',
    ]),
    entries: busyCounter('response_entries_total', 'Bundle entries of upstream answers.', ['action']),
    tokens: counter('token_validations_total', 'Access tokens verified.', ['issuer', 'result']),
    tokenCache: busyCounter('token_cache_total', 'Look-ups of verified tokens.', ['result']),
    scopesIgnored: counter('scopes_ignored_total', 'Scopes of verified tokens that grant nothing.', ['why']),
    jwks: counter('jwks_refreshes_total', 'Fetches of issuer keys.', ['issuer', 'result']),
    introspections: counter('introspections_total', 'Introspection requests to issuers.', ['issuer', 'result']),
    clockSkew: gauge('clock_skew_seconds', "How far this clock is ahead of an issuer's.", ['issuer']),
    rateLimited: counter('rate_limited_total', 'Requests refused by a rate limit.', ['limit']),
    storeUp: gauge('store_up', '1 while the shared store answers.', [], 'min'),
    upstreamUp: gauge('upstream_up', '1 while the FHIR server answers.', [], 'min'),
    upstreamErrors: counter('upstream_errors_total', 'Upstream requests without a usable answer.', ['kind']),
    breakerOpen: gauge(
      'upstream_breaker_open',
      'Processes that send nothing to the FHIR server because it is failing.',
      [],
    ),
    ejections: counter(
      'upstream_ejections_total',
      'Times that a failing replica of the FHIR server was taken out of use.',
      [],
    ),
    shed: counter('shed_total', 'Requests refused because the gateway is overloaded.', ['cause']),
    connectionsRefused: counter('connections_refused_total', 'Client connections closed at once.', ['cause']),
    configReloads: counter('config_reloads_total', 'Attempts to load a changed configuration.', ['result']),
    configInfo: gauge('config_info', 'The configuration in force.', ['version', 'sha256'], 'first'),
    shadowDiffs: counter(
      'shadow_diff_total',
      'Decisions that a rule in shadow mode, or the candidate policy, would change.',
      ['rule', 'from', 'to'],
    ),
    shadowSkipped: counter(
      'shadow_skipped_total',
      'Requests on which the candidate policy was not asked, to save time.',
      [],
    ),
    logLinesLost: counter(
      'log_lines_lost_total',
      'Lines of the log and the decision log that were dropped because there was no room.',
      [],
    ),
  }
}
