import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sampleData } from '../../demo/data/sample-data.ts'
import { startFhirServer } from '../../demo/fhir-server/start.ts'
import { startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'
import { startStopwatch } from '../fixtures/stopwatch.ts'
import { until } from './road.ts'

vi.mock('../../src/store/redis/deadlines.ts', () => import('../fixtures/unhurried-redis.ts'))

const ADMIN = 'synthetic-admin-token'
let redis: TestRedis
let closing: (() => Promise<unknown>)[]
let mint: (claims: object) => Promise<string>
/** Starts one more replica: the same public URL and Redis, a port of its own. */
let startReplica: (onFailure: 'open' | 'closed') => Promise<TestGateway>

beforeAll(async () => {
  process.env.GATEHOUSE_TEST_ADMIN = ADMIN
  redis = await startRedis({ persistent: true })
  const fhir = await startFhirServer({ data: sampleData('R4') })
  const publicUrl = `http://127.0.0.1:${await freePort()}/fhir`
  const issuer = await startIssuer({ audience: publicUrl, lifetime: 3600 })
  mint = (claims) => issuer.mint({ scope: 'user/*.rs', client_id: 'app', ...claims })
  closing = [() => fhir.stop(), () => issuer.stop()]
  startReplica = async (onFailure) => {
    const sections = {
      server: { publicUrl },
      store: { redis: { url: redis.url, onFailure } },
      admin: { token: { env: 'GATEHOUSE_TEST_ADMIN' } },
    }
    const gateway = await startGateway({ upstreamUrl: fhir.url, issuer: issuer.issuer, sections })
    closing.push(() => gateway.close())
    return gateway
  }
})
afterAll(async () => {
  await Promise.all(closing.map((close) => close()))
  await redis.stop()
})

async function admin({ adminUrl }: TestGateway, method: string, path: string): Promise<number> {
  const headers = { authorization: `Bearer ${ADMIN}` }
  return (await fetch(`${adminUrl}/admin/${path}`, { method, headers })).status
}

async function ask({ base }: TestGateway, token: string): Promise<number> {
  const response = await fetch(`${base}/Patient/p01`, { headers: { authorization: `Bearer ${token}` } })
  await response.arrayBuffer()
  return response.status
}

/** Asks without pause until told to end, and keeps when each answer came. */
function stream(gateway: TestGateway, token: string) {
  const seen: { readonly status: number; readonly at: number }[] = []
  let ended = false
  const run = (async () => {
    while (!ended) seen.push({ status: await ask(gateway, token), at: performance.now() })
  })()
  return {
    seen,
    async end() {
      ended = true
      await run
    },
  }
}

test('revoked at one replica under load, a token is of no use at any within a second', async () => {
  const replicas = [await startReplica('open'), await startReplica('closed')]
  const token = await mint({ jti: 'leaked' })
  const other = await mint({ jti: 'fine' })
  const streams = replicas.flatMap((replica) => [stream(replica, token), stream(replica, token)])
  const fine = replicas.map((replica) => stream(replica, other))
  await until(() => streams.every(({ seen }) => seen.length >= 5))

  expect(await admin(replicas[0]!, 'PUT', 'revocations/jti/leaked')).toBe(200)
  const from = performance.now()
  const elapsed = startStopwatch(...redis.pids())
  await until(() => streams.every(({ seen }) => seen.filter(({ at }) => at > from + 1000).length >= 5))
  await Promise.all([...streams, ...fine].map((each) => each.end()))

  const all = streams.flatMap(({ seen }) => seen)
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200, 401]))
  const last = Math.max(...all.filter(({ status }) => status === 200).map(({ at }) => at))
  const busy = performance.now() - from - elapsed()
  expect(last - from).toBeLessThan(1000 + busy)
  expect(new Set(fine.flatMap(({ seen }) => seen.map(({ status }) => status)))).toEqual(new Set([200]))
})

test('what is barred stays so while Redis is away and when replicas start anew; it is told apart what cannot be known', async () => {
  const [open, closed] = [await startReplica('open'), await startReplica('closed')]
  const token = await mint({ jti: 'gone' })
  const other = await mint({ jti: 'stays' })
  expect(await admin(open, 'PUT', 'revocations/jti/gone')).toBe(200)
  await redis.kill()
  await until(() => [open, closed].every(({ logged }) => logged.some(({ state }) => state === 'down')))
  expect([await ask(open, token), await ask(open, other)]).toEqual([401, 200])
  expect([await ask(closed, token), await ask(closed, other)]).toEqual([503, 503])
  expect(await open.metrics()).toMatch(/^gatehouse_store_up 0$/m)
  expect(await admin(open, 'PUT', 'blocks/client/app')).toBe(503)

  await redis.restart()
  await until(() => [open, closed].every(({ logged }) => logged.some(({ state }) => state === 'up')))
  const fresh = await startReplica('closed')
  for (const replica of [open, fresh])
    expect([await ask(replica, token), await ask(replica, other)]).toEqual([401, 200])
})
