import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStopwatch } from '../fixtures/stopwatch.ts'
import { allowedDuring } from './fixtures/allowed.ts'
import { startBehind, startWorkers, type WorkersGateway } from './fixtures/gateway.ts'
import { get, startLoad, tally } from './fixtures/load.ts'

/** So little comes back that even a slow machine asks for more. */
const LIMIT = { rps: 2, burst: 100 }
let behind: Awaited<ReturnType<typeof startBehind>>
let gateway: WorkersGateway

beforeAll(async () => {
  behind = await startBehind()
  const rateLimit = { default: { ...LIMIT, key: 'client' }, unauthenticated: { rps: 10_000, burst: 10_000 } }
  gateway = await startWorkers(behind.configuration({}, { rateLimit }))
})
afterAll(async () => {
  await gateway?.stop()
  await behind?.stop()
})

test('connections are dealt out evenly, and every record names its worker', async () => {
  const token = await behind.token('dealt')
  for (let i = 0; i < 20; i++) await get(`${behind.base}/Organization?_count=1`, token)
  await expect.poll(() => gateway.said('access').filter((line) => line.client === 'dealt').length).toBe(20)
  const numbers = gateway.said('access').flatMap((line) => (line.client === 'dealt' ? [line.worker] : []))
  expect(numbers.filter((number) => number === 1)).toHaveLength(10)
  expect(numbers.filter((number) => number === 2)).toHaveLength(10)
})

test('the limit of a client is one limit, whichever worker it reaches', async () => {
  const token = await behind.token('greedy')
  const load = startLoad(`${behind.base}/Patient/p01`, token, 8)
  // Long enough that the bucket is empty, however slow the machine is.
  await expect.poll(() => load.told.filter(({ status }) => status === 429).length).toBeGreaterThan(100)
  const told = await load.stop()
  const { 200: admitted = 0, 429: refused = 0, ...others } = tally(told)
  expect(others).toEqual({})
  expect(refused).toBeGreaterThan(100)
  const { least, most } = allowedDuring(told, LIMIT)
  expect(admitted).toBeGreaterThanOrEqual(least)
  expect(admitted).toBeLessThanOrEqual(most)
})

test('a page link that one worker sealed is opened by each', async () => {
  const token = await behind.token('reader')
  const { body } = await get(`${behind.base}/Observation?_count=2`, token)
  const next = JSON.parse(body).link.find((link: { relation: string }) => link.relation === 'next').url
  const pages = [await get(next, token), await get(next, token), await get(next, token)]
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200])
  await expect.poll(() => gateway.said('access').filter(({ client }) => client === 'reader').length).toBe(4)
  const workers = gateway.said('access').flatMap((line) => (line.client === 'reader' ? [line.worker] : []))
  expect(new Set(workers)).toEqual(new Set([1, 2]))
})

test('one scrape tells the counts of all workers, and the runtime of each', async () => {
  await expect.poll(() => gateway.metric('gatehouse_inflight_requests')).toBe(0)
  const counted = await gateway.metric('gatehouse_requests_total')
  await expect.poll(() => gateway.said('access').length).toBe(counted)
  expect(await gateway.metric('gatehouse_config_info')).toBe(1)
  expect(await gateway.metric('gatehouse_upstream_up')).toBe(1)
  const text = await (await gateway.admin('/metrics')).text()
  for (const worker of ['0', '1', '2']) expect(text).toContain(`process_resident_memory_bytes{worker="${worker}"}`)
})

test('readiness is of all workers', async () => {
  const response = await gateway.admin('/readyz')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ state: 'ready', dependencies: { workers: 'up', upstream: 'up' } })
})

test('a revocation is in force on every worker within a second', async () => {
  const token = await behind.token('revoked', { jti: 'tell-tale' })
  expect((await get(`${behind.base}/Patient/p01`, token)).status).toBe(200)
  const load = startLoad(`${behind.base}/Patient/p01`, token, 4)
  expect((await gateway.admin('/admin/revocations/jti/tell-tale', 'PUT')).status).toBe(200)
  const since = performance.now()
  const elapsed = startStopwatch(...gateway.pids())
  await expect.poll(() => load.told.filter(({ status }) => status === 401).length).toBeGreaterThan(20)
  const told = await load.stop()
  const busy = performance.now() - since - elapsed()
  expect(told.filter(({ status, at }) => status === 200 && at > since + 1000 + busy)).toEqual([])
  const after = await Promise.all(Array.from({ length: 6 }, () => get(`${behind.base}/Patient/p01`, token)))
  expect(after.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401])
})
