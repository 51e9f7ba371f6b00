import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../fixtures/gateway.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'
import { startStopwatch } from '../fixtures/stopwatch.ts'
import { allowedDuring } from './fixtures/allowed.ts'
import { startBehind, startWorkers, type WorkersGateway } from './fixtures/gateway.ts'
import { get, startLoad, tally } from './fixtures/load.ts'

/** So little comes back that even a slow machine asks for more. */
const LIMIT = { rps: 2, burst: 100 }
let redis: TestRedis
let behind: Awaited<ReturnType<typeof startBehind>>
let gateways: readonly WorkersGateway[]
/** Where each gateway really listens; the public URL is the same. */
let bases: readonly string[]

beforeAll(async () => {
  redis = await startRedis()
  behind = await startBehind()
  const ports = [behind.port, await freePort()]
  const sections = {
    // Closed: a pause of a busy machine makes a 503, not a count of its own.
    store: { redis: { url: redis.url, onFailure: 'closed' } },
    rateLimit: { default: { ...LIMIT, key: 'client' }, unauthenticated: { rps: 10_000, burst: 10_000 } },
  }
  bases = ports.map((port) => `http://127.0.0.1:${port}/fhir`)
  gateways = await Promise.all(
    ports.map((port) => startWorkers(behind.configuration({ listen: { host: '127.0.0.1', port } }, sections))),
  )
})
afterAll(async () => {
  await Promise.all((gateways ?? []).map((gateway) => gateway.stop()))
  await behind?.stop()
  await redis?.stop()
})

test('two processes of two workers each keep one limit of a client', async () => {
  const token = await behind.token('greedy')
  const loads = bases.map((base) => startLoad(`${base}/Patient/p01`, token, 4))
  // Long enough that the bucket is empty, however slow the machine is.
  const refused = () => loads.flatMap(({ told }) => told.filter(({ status }) => status === 429)).length
  await expect.poll(refused).toBeGreaterThan(100)
  const told = (await Promise.all(loads.map((load) => load.stop()))).flat()
  // An answer of Redis that came too late was a 503 for the client, but may have taken its token.
  const { 200: admitted = 0, 429: _refused, 503: unsure = 0, ...others } = tally(told)
  expect(others).toEqual({})
  const { least, most } = allowedDuring(told, LIMIT)
  expect(admitted + unsure).toBeGreaterThanOrEqual(least)
  expect(admitted).toBeLessThanOrEqual(most)
})

test('a client that is blocked at one process is out at all four workers within a second', async () => {
  const token = await behind.token('blocked')
  const loads = bases.map((base) => startLoad(`${base}/Patient/p01`, token, 4))
  await expect.poll(() => loads.every(({ told }) => told.some(({ status }) => status === 200))).toBe(true)
  // A busy machine may be late with its answer: then it is 503, and asked again.
  const block = async () => (await gateways[0]!.admin('/admin/blocks/client/blocked', 'PUT')).status
  await expect.poll(block).toBe(200)
  const since = performance.now()
  const elapsed = startStopwatch(...redis.pids(), ...gateways.flatMap((gateway) => gateway.pids()))
  const later = () => loads.every(({ told }) => told.filter(({ sent }) => sent > since + 1000).length >= 10)
  await expect.poll(later).toBe(true)
  const told = (await Promise.all(loads.map((load) => load.stop()))).flat()
  const busy = performance.now() - since - elapsed()
  expect(told.filter(({ status, at }) => status === 200 && at > since + 1000 + busy)).toEqual([])
})

test('a page link of one process opens at the other', async () => {
  const token = await behind.token('reader')
  const answered = async (url: string) => {
    for (;;) {
      const told = await get(url, token)
      // A busy machine may be late with the answer of Redis.
      if (told.status !== 503) return told
    }
  }
  const { body } = await answered(`${bases[0]}/Observation?_count=2`)
  const next = JSON.parse(body).link.find((link: { relation: string }) => link.relation === 'next').url as string
  for (let i = 0; i < 2; i++) expect((await answered(`${bases[1]}${new URL(next).search}`)).status).toBe(200)
})
