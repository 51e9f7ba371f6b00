import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failures } from '../../src/denial/failures.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'
import { type DemoRoad, startDemoRoad } from './demo-road.ts'
import { type Load, type Sample, startLoad, statusesOf } from './load.ts'
import { until } from './road.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

/** Ways to lose Redis, and to have it again. */
const losses: [name: string, lose: () => void | Promise<void>, regain: () => void | Promise<void>][] = [
  ['killed', () => redis.kill(), () => redis.restart()],
  ['frozen', () => redis.freeze(), () => redis.thaw()],
]

describe.each(['open', 'closed'] as const)('a store that fails %s', (onFailure) => {
  let road: DemoRoad
  let load: Load
  beforeAll(async () => {
    road = await startDemoRoad({
      store: { redis: { url: redis.url, keyPrefix: `faults-${onFailure}`, onFailure } },
      rateLimit: { default: { rps: 100_000, burst: 100_000 } },
    })
    load = await startLoad(road)
  })
  afterAll(async () => {
    await load.stop()
    await road.stop()
  })

  test.each(losses)('Redis %s under load, and back', async (_name, lose, regain) => {
    await load.healthy()
    await until(() => storeStates(road).at(-1) !== 'down')
    const writesBefore = writes(load.all).length
    await lose()
    await until(() => storeStates(road).at(-1) === 'down')
    expect(await storeUp(road)).toBe(0)
    const during = await load.next(20)
    if (onFailure === 'open') {
      expect(statusesOf(during, 'read')).toEqual([200])
      expect(statusesOf(during, 'write')).toEqual([201])
      expect(statusesOf(during, 'forbidden')).toEqual([403])
    } else {
      expect([...new Set(during.map(({ status }) => status))]).toEqual([503])
      const [{ text, headers } = during[0]!] = during
      expect(JSON.parse(text)).toMatchObject({ issue: [{ details: { text: failures.BLOCKS_UNKNOWN.show } }] })
      expect(headers.get('retry-after')).toBe('1')
    }
    await regain()
    await until(() => storeStates(road).at(-1) === 'up')
    await expect.poll(() => storeUp(road)).toBe(1)
    await load.healthy()
    expect(writes(load.all).length).toBeGreaterThan(writesBefore)
  })

  test('nobody got what is forbidden, and no write was sent twice or without being permitted', async () => {
    // A write on its way has reached the upstream before its caller knows.
    await load.stop()
    for (const status of statusesOf(load.all, 'forbidden')) expect([403, 503]).toContain(status)
    const sent = road.fhir.requests.filter(({ method }) => method === 'POST').map(({ body }) => markIn(body))
    const unconfirmed = new Set(sent)
    expect(unconfirmed.size).toBe(sent.length)
    for (const { mark } of writes(load.all)) expect(unconfirmed.delete(mark)).toBe(true)
    // One that was under way when it could no more be told whose it is was made; its caller is told nothing of it.
    const losses = onFailure === 'open' ? 0 : storeStates(road).filter((state) => state === 'down').length
    expect(unconfirmed.size).toBeLessThanOrEqual(losses)
    const told = load.all.filter(({ mark }) => unconfirmed.has(mark))
    expect(told.map(({ kind, status }) => [kind, status])).toEqual(told.map(() => ['write', 503]))
    expect(told).toHaveLength(unconfirmed.size)
  })
})

function writes(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter(({ kind, status }) => kind === 'write' && status === 201)
}

function markIn(body: string): string {
  return JSON.parse(body).code.text
}

function storeStates({ gateway }: DemoRoad): readonly unknown[] {
  return gateway.logged.filter(({ message }) => message === 'store').map(({ state }) => state)
}

async function storeUp({ gateway }: DemoRoad): Promise<number> {
  return Number(/^gatehouse_store_up (\d)$/m.exec(await gateway.metrics())?.[1])
}
