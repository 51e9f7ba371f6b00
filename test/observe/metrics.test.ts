import { beforeEach, expect, test } from 'vitest'
import { createMetrics, type Metrics } from '../../src/observe/metrics.ts'
import { deny, exchange, permit, timing } from './fixtures.ts'

const settings = {
  resourceTypes: ['Observation', 'Patient'],
  issuers: ['https://id.example.org'],
  config: { version: 'abc', sha256: 'def' },
}
let metrics: Metrics
beforeEach(() => {
  metrics = createMetrics(settings)
})
const lines = async () => (await metrics.expose()).text.split('\n')

/** What is recorded, and a line that must come of it. */
const cases: [name: string, record: (metrics: Metrics) => void, line: string][] = [
  [
    'a permitted search',
    (m) => m.record(exchange({ decision: permit }), timing),
    'gatehouse_requests_total{interaction="search",resource_type="Observation",decision="permit",status="200"} 1',
  ],
  [
    'a denied one',
    (m) => m.record(exchange({ decision: deny, outcome: 'denied', status: 403 }), timing),
    'gatehouse_requests_total{interaction="search",resource_type="Observation",decision="deny",status="403"} 1',
  ],
  [
    'one without a token',
    (m) => m.record(exchange({ outcome: 'unauthenticated', status: 401 }), timing),
    'gatehouse_requests_total{interaction="search",resource_type="Observation",decision="unauthenticated",status="401"} 1',
  ],
  [
    'one whose client left',
    (m) => m.record(exchange({ decision: permit, outcome: 'aborted' }), timing),
    'gatehouse_requests_total{interaction="search",resource_type="Observation",decision="aborted",status="200"} 1',
  ],
  [
    'its decision',
    (m) => m.record(exchange({ decision: deny }), timing),
    'gatehouse_decisions_total{effect="deny",reason="SCOPE_MISSING",rule="none"} 1',
  ],
  [
    'its denial',
    (m) => m.record(exchange({ decision: deny, denialStyle: 'forbidden' }), timing),
    'gatehouse_denials_total{cause="scope",style="forbidden"} 1',
  ],
  [
    'its duration',
    (m) => m.record(exchange({ decision: permit }), timing),
    'gatehouse_request_duration_seconds_sum{interaction="search",decision="permit"} 0.04',
  ],
  [
    'its own share: neither upstream nor waiting for the body',
    (m) => m.record(exchange({ upstreamMs: 20, upstreamStatus: 200 }), timing),
    'gatehouse_overhead_seconds_sum{interaction="search"} 0.005',
  ],
  [
    'a share that clocks make negative',
    (m) => m.record(exchange({ upstreamMs: 99 }), timing),
    'gatehouse_overhead_seconds_sum{interaction="search"} 0',
  ],
  [
    'its upstream',
    (m) => m.record(exchange({ upstreamMs: 20, upstreamStatus: 200 }), timing),
    'gatehouse_upstream_duration_seconds_sum{interaction="search",status="200"} 0.02',
  ],
  [
    'its upstream without an answer',
    (m) => m.record(exchange({ upstreamMs: 20 }), timing),
    'gatehouse_upstream_duration_seconds_count{interaction="search",status="none"} 1',
  ],
  [
    'entries passed',
    (m) => m.record(exchange({ entriesPassed: 7 }), timing),
    'gatehouse_response_entries_total{action="passed"} 7',
  ],
  [
    'entries removed',
    (m) => m.record(exchange({ entriesRemoved: 2 }), timing),
    'gatehouse_response_entries_total{action="removed"} 2',
  ],
  [
    'entries redacted',
    (m) => m.record(exchange({ entriesPassed: 7, entriesRedacted: 3 }), timing),
    'gatehouse_response_entries_total{action="redacted"} 3',
  ],
  [
    'entries that were redacted in no other place',
    (m) => m.record(exchange({ entriesPassed: 7, entriesRedacted: 3 }), timing),
    'gatehouse_response_entries_total{action="passed"} 4',
  ],
  [
    'a message that was not read',
    (m) =>
      m.record(
        exchange({ interaction: undefined, resourceType: undefined, outcome: 'refused', status: 400 } as never),
        timing,
      ),
    'gatehouse_requests_total{interaction="none",resource_type="none",decision="refused",status="400"} 1',
  ],
  [
    'a type that does not exist',
    (m) => m.record(exchange({ resourceType: 'SECRET-p07' }), timing),
    'gatehouse_requests_total{interaction="search",resource_type="other",decision="permitted",status="200"} 1',
  ],
  [
    'a token of a configured issuer',
    (m) => m.tokenValidated('https://id.example.org', 'valid'),
    'gatehouse_token_validations_total{issuer="https://id.example.org",result="valid"} 1',
  ],
  [
    'a token of a stranger',
    (m) => m.tokenValidated('https://evil.example/SECRET', 'unknown'),
    'gatehouse_token_validations_total{issuer="other",result="unknown"} 1',
  ],
  [
    'a token without issuer',
    (m) => m.tokenValidated(undefined, 'malformed'),
    'gatehouse_token_validations_total{issuer="none",result="malformed"} 1',
  ],
  ['a cache hit', (m) => m.tokenCache('hit'), 'gatehouse_token_cache_total{result="hit"} 1'],
  [
    'a fetch of keys',
    (m) => m.jwksRefreshed('https://id.example.org', 'success'),
    'gatehouse_jwks_refreshes_total{issuer="https://id.example.org",result="success"} 1',
  ],
  [
    'a scope that grants nothing',
    (m) => m.scopeIgnored('malformed'),
    'gatehouse_scopes_ignored_total{why="malformed"} 1',
  ],
  ['a limit', (m) => m.rateLimited('default'), 'gatehouse_rate_limited_total{limit="default"} 1'],
  ['the store down', (m) => m.storeUp(false), 'gatehouse_store_up 0'],
  ['the upstream up', (m) => m.upstreamUp(true), 'gatehouse_upstream_up 1'],
  ['an upstream failure', (m) => m.upstreamFailed('timeout'), 'gatehouse_upstream_errors_total{kind="timeout"} 1'],
  ['a reload', (m) => m.configReloaded('failure'), 'gatehouse_config_reloads_total{result="failure"} 1'],
  ['the configuration', () => {}, 'gatehouse_config_info{version="abc",sha256="def"} 1'],
  ['a request in flight', (m) => m.accepted(), 'gatehouse_inflight_requests 1'],
]
test.each(cases)('%s', async (_name, record, line) => {
  record(metrics)
  expect(await lines()).toContain(line)
})

test('a settled request is in flight no more', async () => {
  metrics.accepted()
  metrics.settled(exchange(), timing)
  expect(await lines()).toContain('gatehouse_inflight_requests 0')
})

test('two gateways in one process do not count into each other', async () => {
  createMetrics(settings).record(exchange({ entriesPassed: 1 }), timing)
  expect(await lines()).toContain('gatehouse_response_entries_total{action="passed"} 0')
})

test.each([
  'shed_total{cause="delay"}',
  'connections_refused_total{cause="address"}',
  'config_reloads_total{result="failure"}',
  'response_entries_total{action="removed"}',
  'token_cache_total{result="miss"}',
])('%s is 0 before it first happens, so that the first time shows as a rise', async (series) => {
  expect(await lines()).toContain(`gatehouse_${series} 0`)
})

test('ten thousand invented types and issuers make one series each', async () => {
  for (let i = 0; i < 10_000; i++) {
    metrics.record(exchange({ resourceType: `T${i}` }), timing)
    metrics.tokenValidated(`https://${i}.example`, 'unknown')
  }
  const text = await lines()
  expect(text.filter((line) => line.startsWith('gatehouse_requests_total{'))).toHaveLength(1)
  expect(text.filter((line) => line.startsWith('gatehouse_token_validations_total{'))).toHaveLength(1)
})
