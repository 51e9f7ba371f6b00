import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { EffectiveLimit, RuleBook } from '../../src/policy/rule-book.ts'
import { createLimiter } from '../../src/ratelimit/limiter.ts'
import { onPlace } from '../../src/road/limit.ts'
import type { RoadParts } from '../../src/road/parts.ts'
import { createMemoryStore } from '../../src/store/memory/memory.ts'
import { connectRedisStore } from '../../src/store/redis/redis.ts'
import type { Store } from '../../src/store/store.ts'
import { startRedis, type TestRedis } from '../fixtures/redis.ts'
import { gatewayOf, messageOf, partsFor, type Request } from '../noninterference/gateway.ts'

vi.mock('../../src/store/redis/deadlines.ts', () => import('../fixtures/unhurried-redis.ts'))

const READ: Request = { method: 'GET', target: '/Patient/p01' }
const SCOPES = 'user/*.cruds'

/** A road on which the policy gives every caller this limit, and the number of requests that went upstream. */
function roadWith(limit: Partial<EffectiveLimit>, store: Store, hold: Promise<void> = Promise.resolve()) {
  const limited: string[] = []
  let sent = 0
  const send: RoadParts['upstream']['send'] = async () => {
    sent += 1
    await hold
    return { failed: 'connect', detail: 'NOBODY' }
  }
  const parts = partsFor({ send })
  const own: EffectiveLimit = { name: 'tier:small', key: 'client', tenant: undefined, ...limit }
  const obligations = { narrow: [], redact: [], maxResults: undefined, addLabels: [], notify: [], audit: 'minimal' }
  const permitted = { effect: 'permit', rules: [], indeterminate: [], shadow: [], obligations, mayRedact: [] }
  const rules: RuleBook = {
    rolesOf: () => [],
    ruleIds: [],
    headers: [],
    ask: () => permitted as never,
    limitOf: () => own,
  }
  const travel = gatewayOf({
    ...parts,
    authority: { ...parts.authority, rules },
    limiter: createLimiter({ store }),
    events: { limited: (name) => limited.push(name) },
  })
  return {
    limited,
    sent: () => sent,
    ask: (request = READ, more: object = {}) => travel({ ...messageOf(request, SCOPES), ...more }),
  }
}

const memory = () => createMemoryStore({ now: () => performance.now() })

describe('what is above a limit of the policy does not reach the FHIR server', () => {
  test.each<[string, Partial<EffectiveLimit>, number, string]>([
    ['rate', { rps: 0.001, burst: 3 }, 3, 'tier:small'],
    ['day', { perDay: 2 }, 2, 'tier:small/day'],
  ])('%s', async (_name, limit, admitted, name) => {
    const road = roadWith(limit, memory())
    const answers = []
    for (let i = 0; i < admitted + 2; i++) answers.push(await road.ask())
    expect(answers.map(({ status }) => status)).toEqual([...Array(admitted).fill(502), 429, 429])
    expect(answers.at(-1)?.headers).toMatchObject({ ratelimit: expect.any(String), 'retry-after': expect.any(String) })
    expect(road.sent()).toBe(admitted)
    expect(road.limited).toEqual([name, name])
  })

  test('requests that cannot be read count as well', async () => {
    const road = roadWith({ rps: 0.001, burst: 2, concurrent: 1 }, memory())
    const unread: Request = { method: 'GET', target: '/Patient?no-such-parameter=1' }
    const answers = [await road.ask(unread), await road.ask(unread), await road.ask(unread), await road.ask()]
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 429, 429])
    expect(answers[0]?.headers).toMatchObject({ RateLimit: '"rate";r=1;t=1000' })
    expect(road.sent()).toBe(0)
  })

  test('requests in flight; each leaves its place when it is answered', async () => {
    let release = () => {}
    const hold = new Promise<void>((resolve) => {
      release = resolve
    })
    const road = roadWith({ concurrent: 2 }, memory(), hold)
    const two = [road.ask(), road.ask()]
    expect(await road.ask()).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
    expect(road.limited).toEqual(['tier:small/concurrent'])
    release()
    await Promise.all(two)
    expect(await road.ask()).toMatchObject({ status: 502 })
    expect(road.sent()).toBe(3)
  })

  test('a body above maxBodyBytes is not read beyond it', async () => {
    const road = roadWith({ maxBodyBytes: 100 }, memory())
    const asked: number[] = []
    const body = { resourceType: 'Basic', code: { text: 'x' } }
    const readBody = async (limit: number) => {
      asked.push(limit)
      return 'too-large' as const
    }
    const answer = await road.ask({ method: 'POST', target: '/Basic', body }, { readBody })
    expect(answer).toMatchObject({ status: 413, exchange: { refusal: 'BODY_TOO_LARGE' } })
    expect(asked).toEqual([100])
    expect(road.sent()).toBe(0)
  })

  test('a policy cannot let a body be larger than the server does', async () => {
    const road = roadWith({ maxBodyBytes: 1e12 }, memory())
    const asked: number[] = []
    const readBody = async (limit: number) => {
      asked.push(limit)
      return 'too-large' as const
    }
    await road.ask({ method: 'POST', target: '/Basic', body: {} }, { readBody })
    expect(asked).toEqual([1024 * 1024])
  })
})

describe('a place', () => {
  const allowance = { allowed: true, headers: {}, place: { name: 'a', holder: 'h' } } as const

  function counted() {
    let left = 0
    const leave = async () => {
      left += 1
    }
    const parts = { limiter: { leave } } as unknown as RoadParts
    return { parts, left: () => left }
  }
  async function* pieces() {
    yield Buffer.from('a')
    yield Buffer.from('b')
  }
  const answerWith = (body: unknown) => async () => ({ status: 200, headers: {}, body, exchange: {} }) as never

  test('is kept until the last byte of a stream', async () => {
    const { parts, left } = counted()
    const { body } = await onPlace(allowance, parts, answerWith(pieces()))
    expect(left()).toBe(0)
    for await (const _ of body as AsyncIterable<Buffer>) expect(left()).toBe(0)
    expect(left()).toBe(1)
  })

  test('is left when nobody wants the stream, once', async () => {
    const { parts, left } = counted()
    const { body } = await onPlace(allowance, parts, answerWith(pieces()))
    ;(body as { destroy(): void }).destroy()
    ;(body as { destroy(): void }).destroy()
    expect(left()).toBe(1)
  })

  test('is left when the road fails', async () => {
    const { parts, left } = counted()
    await expect(onPlace(allowance, parts, () => Promise.reject(new Error('fault')))).rejects.toThrow('fault')
    expect(left()).toBe(1)
  })

  test('is left at once where there is no stream', async () => {
    const { parts, left } = counted()
    await onPlace(allowance, parts, answerWith(Buffer.from('a')))
    expect(left()).toBe(1)
  })
})

describe('with one Redis', () => {
  let redis: TestRedis
  const stores: Store[] = []
  beforeAll(async () => {
    redis = await startRedis()
    for (let i = 0; i < 2; i++) stores.push(await connectRedisStore({ url: redis.url, keyPrefix: 'test' }))
  })
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()))
    await redis.stop()
  })

  test('two gateways hold a limit exactly', async () => {
    const roads = stores.map((store) => roadWith({ rps: 0.001, burst: 200, perDay: 150 }, store))
    const asked = Array.from({ length: 400 }, (_, i) => roads[i % 2]!.ask())
    const admitted = (await Promise.all(asked)).filter(({ status }) => status === 502).length
    expect(admitted).toBe(150)
    expect(roads[0]!.sent() + roads[1]!.sent()).toBe(150)
  })
})
