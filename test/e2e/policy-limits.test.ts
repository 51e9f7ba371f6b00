import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sampleData } from '../../demo/data/sample-data.ts'
import { type FhirServer, startFhirServer } from '../../demo/fhir-server/start.ts'
import { startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'

vi.mock('../../src/store/redis/deadlines.ts', () => import('../fixtures/unhurried-redis.ts'))

const POLICY = `
apiVersion: gatehouse/v1
kind: Policy
metadata: { name: limits }
limits:
  default: { rps: 0.0001, burst: 100, key: client }
  tiers:
    small: { perDay: 50, maxBodyBytes: 200, key: client }
clients:
  small-app: { tier: small }
  short-app: { tier: small }
`
let redis: TestRedis
let fhir: FhirServer
let replicas: TestGateway[]
let mint: (client: string) => Promise<string>
let stopIssuer: () => Promise<unknown>
beforeAll(async () => {
  redis = await startRedis()
  fhir = await startFhirServer({ data: sampleData('R4') })
  const publicUrl = `http://127.0.0.1:${await freePort()}/fhir`
  const issuer = await startIssuer({ audience: publicUrl, lifetime: 3600 })
  stopIssuer = () => issuer.stop()
  mint = (client) => issuer.mint({ scope: 'user/*.cruds', client_id: client })
  // Closed: a pause of a busy machine makes a 503, not a count of its own.
  const sections = { server: { publicUrl }, store: { redis: { url: redis.url, onFailure: 'closed' } } }
  const start = () => startGateway({ upstreamUrl: fhir.url, issuer: issuer.issuer, sections, policy: POLICY })
  replicas = [await start(), await start()]
})
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()))
  await Promise.all([fhir.stop(), stopIssuer(), redis.stop()])
})

async function ask(replica: TestGateway, token: string, body?: object): Promise<number> {
  const response = await fetch(`${replica.base}/${body ? 'Basic' : 'Patient/p01'}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  await response.arrayBuffer()
  return response.status
}

test.each([
  ['some-app', 'the default limit', 100],
  ['small-app', "the limit of the client's tier", 50],
])('%s: two replicas with one Redis hold %s together', async (client, _name, limit) => {
  const token = await mint(client)
  fhir.requests.length = 0
  const statuses: number[] = []
  const loops = Array.from({ length: 16 }, async (_, i) => {
    for (let round = 0; round < 15; round++) statuses.push(await ask(replicas[i % 2]!, token))
  })
  await Promise.all(loops)
  const count = (status: number) => statuses.filter((each) => each === status).length
  const [admitted, refused, unsure] = [count(200), count(429), count(503)]
  // Nothing comes back meanwhile. An answer of Redis that came too late was a 503, but may have taken its token.
  expect(admitted).toBeLessThanOrEqual(limit)
  expect(admitted + unsure).toBeGreaterThanOrEqual(limit)
  expect(refused).toBe(240 - admitted - unsure)
  expect(fhir.requests.filter(({ url }) => url.includes('/Patient/'))).toHaveLength(admitted)
})

test('a refusal is counted under the name that the policy has for it', async () => {
  expect(await replicas[0]!.metrics()).toMatch(/^gatehouse_rate_limited_total\{limit="tier:small\/day"\} \d+$/m)
})

test('a body above the limit of the tier is refused, and comes through from others', async () => {
  const body = { resourceType: 'Basic', code: { text: 'x'.repeat(300) } }
  const small = await mint('short-app')
  fhir.requests.length = 0
  // A busy machine may be late with an answer of Redis, and callers get 503 until there is one.
  await expect.poll(() => ask(replicas[1]!, small, body)).toBe(413)
  expect(fhir.requests).toEqual([])
  const other = await mint('other-app')
  await expect.poll(() => ask(replicas[1]!, other, body)).toBe(201)
})
