import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'
import { until } from './road.ts'

const CANARY = 'zq7canary'
let road: DemoRoad
let tokens: readonly string[]
let scraped: string

/** Traffic of all kinds, with the canary wherever a caller can put something. */
beforeAll(async () => {
  road = await startDemoRoad({
    rateLimit: { default: { rps: 0.001, burst: 30 }, unauthenticated: { rps: 100, burst: 100 } },
  })
  const wide = await road.tokenFor('user/*.cruds', { sub: CANARY, patient: CANARY, fhirUser: `Practitioner/${CANARY}` })
  const narrow = await road.tokenFor(`user/Observation.rs ${CANARY}`, { sub: CANARY, client_id: 'narrow' })
  const foreign = await road.tokenFor('user/*.rs', { iss: `https://${CANARY}.example` })
  tokens = [wide, narrow, foreign]
  const resource = { resourceType: 'Patient', id: CANARY, name: [{ family: CANARY }] }
  const entry = [
    { request: { method: 'GET', url: `Patient/${CANARY}` } },
    { request: { method: 'GET', url: `${CANARY}/1` } },
  ]
  const headers = { 'x-request-id': CANARY, 'user-agent': CANARY, referer: `http://${CANARY}.example` }
  const asks: Parameters<DemoRoad['ask']>[] = [
    ['PUT', `/Patient/${CANARY}`, wide, { body: resource }],
    ['GET', `/Patient/${CANARY}`, wide, { headers }],
    ['GET', `/Patient?name=${CANARY}`, wide],
    ['GET', `/Patient?${CANARY}=1`, wide],
    ['GET', `/Patient?name:${CANARY}=1`, wide],
    ['GET', `/Observation?patient.name=${CANARY}`, wide],
    ['GET', `/Observation?patient=${CANARY}`, narrow],
    ['GET', `/Patient/${CANARY}`, narrow],
    ['GET', `/${CANARY}/1`, wide],
    ['GET', `/Patient/${CANARY}/$${CANARY}`, wide],
    ['GET', `/Patient/%2e%2e/${CANARY}`, wide],
    [CANARY.toUpperCase(), '/Patient', wide],
    ['GET', `/?_page=${CANARY}`, wide],
    ['GET', '/Observation?_count=2', narrow],
    ['POST', '/', wide, { body: { resourceType: 'Bundle', type: 'batch', entry } }],
    ['POST', '/Patient', wide, { body: `{"${CANARY}"`, headers: { 'content-type': 'application/fhir+json' } }],
    ['DELETE', `/Patient/${CANARY}`, wide],
    ['GET', `/Patient/${CANARY}`, undefined],
    ['GET', `/Patient/${CANARY}`, CANARY],
    ['GET', `/Patient/${CANARY}`, foreign],
    ['GET', '/metadata', undefined],
  ]
  for (const ask of asks) await road.ask(...ask)
  road.fhir.misbehave({ secretInErrors: CANARY, reset: true })
  await road.ask('GET', `/Patient/${CANARY}`, wide)
  road.fhir.misbehave({ secretInErrors: CANARY })
  await road.ask('GET', '/Patient/nobody', wide)
  for (let i = 0; i < 30; i++) await road.ask('GET', `/Patient/${CANARY}`, narrow)
  await until(() => accessRecords().length === asks.length + 32)
  scraped = await (await fetch(`${road.gateway.adminUrl}/metrics`)).text()
})
afterAll(() => road.stop())

const accessRecords = () => road.gateway.logged.filter(({ message }) => message === 'access')

test('no id, value, name or token of a caller is in any log line', () => {
  const log = JSON.stringify(road.gateway.logged)
  expect(accessRecords().length).toBeGreaterThan(50)
  expect(log.toLowerCase()).not.toContain(CANARY)
  for (const token of tokens) for (const part of token.split('.')) expect(log).not.toContain(part)
})

test('every metric that dashboards rely on is there', () => {
  const names = [
    ...[
      'requests_total',
      'request_duration_seconds_bucket',
      'upstream_duration_seconds_bucket',
      'overhead_seconds_bucket',
    ],
    ...['decisions_total', 'denials_total', 'response_entries_total', 'token_validations_total', 'token_cache_total'],
    ...[
      'jwks_refreshes_total',
      'rate_limited_total',
      'store_up',
      'upstream_up',
      'upstream_errors_total',
      'config_info',
    ],
    'inflight_requests',
  ]
  for (const name of names) expect(scraped, name).toMatch(new RegExp(`^gatehouse_${name}(\\{.*\\})? `, 'm'))
  expect(scraped).toMatch(/^# TYPE gatehouse_config_reloads_total counter$/m)
  expect(scraped).toMatch(/^gatehouse_inflight_requests 0$/m)
})

test('labels have values of closed sets only', () => {
  expect(scraped.toLowerCase()).not.toContain(CANARY)
  const types = new Set([...loadDefinitions('R4').resourceTypes, 'none', 'other'])
  const closed: Readonly<Record<string, (value: string) => boolean>> = {
    interaction: (value) =>
      /^(none|page|read|vread|history|search|create|update|patch|delete|operation|batch|transaction|capabilities)$/.test(
        value,
      ),
    resource_type: (value) => types.has(value),
    decision: (value) => /^(permit|deny|permitted|refused|unauthenticated|limited|failed|aborted)$/.test(value),
    client: (value) => value === 'other',
    status: (value) => /^([1-5]\d\d|none)$/.test(value),
    effect: (value) => /^(permit|deny)$/.test(value),
    reason: (value) => /^[A-Z_]+$/.test(value),
    rule: (value) => value === 'none',
    // Of denials, of what is shed, and of connections that are refused.
    cause: (value) =>
      /^(scope|compartment|policy|consent|label|parameter|operation|inflight|delay|total|address)$/.test(value),
    style: (value) => /^(forbidden|not-found|empty-bundle|unauthorized|hidden|none)$/.test(value),
    action: (value) => /^(passed|removed|redacted)$/.test(value),
    issuer: (value) => [road.issuer.issuer, 'other', 'none'].includes(value),
    result: (value) => /^[A-Za-z_-]+$/.test(value),
    limit: (value) => /^(default|unauthenticated)$/.test(value),
    kind: (value) => /^(connect|timeout|reset|protocol|aborted)$/.test(value),
    le: (value) => /^([\d.]+|\+Inf)$/.test(value),
    version: (value) => value.length > 0,
    sha256: (value) => /^[0-9a-f]{64}$/.test(value),
  }
  const labels = [...scraped.matchAll(/([a-z_0-9]+)="([^"]*)"/g)]
  expect(labels.length).toBeGreaterThan(100)
  for (const [, name = '', value = ''] of labels)
    expect([name, value, closed[name]?.(value)]).toEqual([name, value, true])
})

test('as many requests are counted as logged', () => {
  const counts = scraped.split('\n').filter((line) => line.startsWith('gatehouse_requests_total{'))
  const counted = counts.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
  expect(counted).toBe(accessRecords().length)
})
