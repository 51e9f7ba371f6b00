import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { failures } from '../../src/denial/failures.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'
import { until } from './road.ts'

vi.mock('../../src/store/redis/deadlines.ts', () => import('../fixtures/unhurried-redis.ts'))

let redis: TestRedis
let road: DemoRoad
beforeAll(async () => {
  redis = await startRedis()
  road = await startDemoRoad({ store: { redis: { url: redis.url, keyPrefix: 'in-flight', onFailure: 'closed' } } })
})
afterAll(async () => {
  await road.stop()
  await redis.stop()
})

const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } }

test.each([
  ['a read is to be sent again', 'GET', '/Patient/p01', 'BLOCKS_UNKNOWN', '1'],
  ['a create, which may have been carried out, is not', 'POST', '/Observation', 'BLOCKS_UNKNOWN_WRITE', null],
] as const)('the store is lost while the server is asked: %s', async (_name, method, path, code, retryAfter) => {
  const token = await road.tokenFor('user/*.cruds')
  await expect.poll(async () => (await road.ask('GET', '/Patient/p01', token)).status).toBe(200)
  road.fhir.requests.length = 0
  let answer = () => {}
  const heldUntil = new Promise<void>((resolve) => {
    answer = resolve
  })
  road.fhir.misbehave({ heldUntil })
  const body = method === 'POST' ? { body: observation } : {}
  const asked = road.ask(method, path, token, body)
  await until(() => road.fhir.requests.length > 0)
  await redis.freeze()
  await until(() => storeStates().at(-1) === 'down')
  answer()
  const { status, text, headers } = await asked
  expect(status).toBe(503)
  expect(JSON.parse(text)).toMatchObject({ issue: [{ details: { text: failures[code].show } }] })
  expect(text).not.toContain('p01')
  expect(headers.get('retry-after')).toBe(retryAfter)
  expect(road.fhir.requests).toHaveLength(1)
  road.fhir.misbehave({})
  await redis.thaw()
})

function storeStates(): readonly unknown[] {
  return road.gateway.logged.filter(({ message }) => message === 'store').map(({ state }) => state)
}
