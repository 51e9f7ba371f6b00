import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleData } from '../../demo/data/sample-data.ts'
import { type FhirServer, startFhirServer } from '../../demo/fhir-server/start.ts'
import { startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'

const POLICY = `
apiVersion: gatehouse/v1
kind: Policy
metadata: { name: limits }
limits:
  default: { rps: 0.01, burst: 100, key: client }
  tiers:
    small: { perDay: 50, maxBodyBytes: 200, key: client }
clients:
  small-app: { tier: small }
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
  const sections = { server: { publicUrl }, store: { redis: { url: redis.url } } }
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
  const asked = Array.from({ length: 240 }, (_, i) => ask(replicas[i % 2]!, token))
  const statuses = await Promise.all(asked)
  const admitted = statuses.filter((status) => status === 200).length
  expect(Math.abs(admitted - limit)).toBeLessThanOrEqual(limit * 0.02)
  expect(statuses.filter((status) => status === 429)).toHaveLength(240 - admitted)
  expect(fhir.requests.filter(({ url }) => url.includes('/Patient/'))).toHaveLength(admitted)
})

test('a refusal is counted under the name that the policy has for it', async () => {
  expect(await replicas[0]!.metrics()).toMatch(/^gatehouse_rate_limited_total\{limit="tier:small\/day"\} \d+$/m)
})

test('a body above the limit of the tier is refused, and comes through from others', async () => {
  const body = { resourceType: 'Basic', code: { text: 'x'.repeat(300) } }
  const small = await mint('small-app')
  fhir.requests.length = 0
  expect(await ask(replicas[1]!, small, body)).toBe(413)
  expect(fhir.requests).toEqual([])
  expect(await ask(replicas[1]!, await mint('other-app'), body)).toBe(201)
})
