import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sampleData } from '../../demo/data/sample-data.ts'
import { startFhirServer } from '../../demo/fhir-server/start.ts'
import { startIssuer } from '../../demo/issuer/issuer.ts'
import { keyRingTimes } from '../../src/store/key-ring.ts'
import { freePort, startGateway, type TestGateway } from '../fixtures/gateway.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'

vi.mock('../../src/store/redis/deadlines.ts', () => import('../fixtures/unhurried-redis.ts'))

let redis: TestRedis
let admin: Redis
let token: string
let closing: (() => Promise<unknown>)[]
/** Starts one more replica: the same public URL and Redis, a port of its own. */
let startReplica: () => Promise<TestGateway>
let one: TestGateway
let two: TestGateway

beforeAll(async () => {
  redis = await startRedis()
  admin = new Redis(redis.url)
  const fhir = await startFhirServer({ data: sampleData('R4') })
  const publicUrl = `http://127.0.0.1:${await freePort()}/fhir`
  const issuer = await startIssuer({ audience: publicUrl, lifetime: 3600 })
  const sections = { server: { publicUrl }, store: { redis: { url: redis.url } } }
  closing = [() => fhir.stop(), () => issuer.stop()]
  startReplica = async () => {
    const gateway = await startGateway({ upstreamUrl: fhir.url, issuer: issuer.issuer, sections })
    closing.push(() => gateway.close())
    return gateway
  }
  one = await startReplica()
  two = await startReplica()
  token = await issuer.mint({ scope: 'patient/*.rs', sub: 'someone', client_id: 'app', patient: 'p01' })
})

afterAll(async () => {
  await Promise.all(closing.map((close) => close()))
  admin.disconnect()
  await redis.stop()
})

async function ask({ base }: TestGateway, query: string) {
  const response = await fetch(base + query, { headers: { authorization: `Bearer ${token}` } })
  const body = (await response.json()) as { link?: { relation: string; url: string }[]; entry?: unknown[] }
  const next = body.link?.find(({ relation }) => relation === 'next')?.url
  return { status: response.status, entries: body.entry?.length ?? 0, next: next && new URL(next).search }
}

async function nextOf(gateway: TestGateway): Promise<string> {
  const { next } = await ask(gateway, '/Observation?_count=2')
  if (next === undefined) throw new Error('no next page')
  return next
}

const page = { status: 200, entries: 2 }

test('a page link of one replica opens on the others', async () => {
  const [ofOne, ofTwo] = [await nextOf(one), await nextOf(two)]
  expect(await ask(two, ofOne)).toMatchObject(page)
  expect(await ask(one, ofTwo)).toMatchObject(page)
  expect(await ask(await startReplica(), ofOne)).toMatchObject(page)
})

test('links stay good when the key changes, whichever replica has noticed', async () => {
  const before = await nextOf(one)
  await admin.hincrby('gatehouse:seal-keys', 'at', -keyRingTimes.rotateMs)
  const three = await startReplica()
  await admin.hincrby('gatehouse:seal-keys', 'at', -keyRingTimes.leadMs)
  const four = await startReplica()
  const after = await nextOf(four)
  expect(await ask(four, before)).toMatchObject(page)
  expect(await ask(three, before)).toMatchObject(page)
  expect(await ask(three, after)).toMatchObject(page)
})

test('while Redis hangs links go on working, and a replica that starts then has its own', async () => {
  const before = await nextOf(one)
  redis.freeze()
  try {
    expect(await ask(two, before)).toMatchObject(page)
    expect(await ask(two, await nextOf(one))).toMatchObject(page)
    const alone = await startReplica()
    expect(await ask(alone, await nextOf(alone))).toMatchObject(page)
    expect(await ask(alone, before)).toMatchObject({ status: 404 })
  } finally {
    redis.thaw()
  }
})

test('keys are in Redis only: not in logs, metrics or answers', async () => {
  const { key = '', olderKey = '' } = await admin.hgetall('gatehouse:seal-keys')
  expect(key).toHaveLength(43)
  const seen = JSON.stringify([one.logged, two.logged, await one.metrics(), await nextOf(one)])
  for (const secret of [key, olderKey].filter((each) => each !== '')) expect(seen).not.toContain(secret)
})
