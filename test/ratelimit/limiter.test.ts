import { describe, expect, test, vi } from 'vitest'
import { createLimiter } from '../../src/ratelimit/limiter.ts'
import { createMemoryStore } from '../../src/store/memory/memory.ts'
import type { Store } from '../../src/store/store.ts'

const app = { client: 'app', user: 'ann', address: '192.0.2.1' }

function limiterAt(clock: { ms: number }) {
  const store = createMemoryStore({ now: () => clock.ms })
  return createLimiter({
    store,
    default: { rps: 1, burst: 3, key: 'client' },
    unauthenticated: { rps: 1, burst: 2 },
  })
}

describe('a client', () => {
  test('is refused when its bucket is empty, and admitted after the time it was told', async () => {
    const clock = { ms: 0 }
    const limiter = limiterAt(clock)
    expect(await limiter.checkClient(app, 3)).toEqual({
      allowed: true,
      headers: { 'RateLimit-Policy': '"default";q=3;w=3', RateLimit: '"default";r=0;t=3' },
    })
    expect(await limiter.checkClient(app, 1)).toEqual({
      allowed: false,
      kind: 'limited',
      limit: 'default',
      tooCostly: false,
      headers: { 'RateLimit-Policy': '"default";q=3;w=3', RateLimit: '"default";r=0;t=3', 'Retry-After': '1' },
    })
    clock.ms = 1000
    expect(await limiter.checkClient(app, 1)).toMatchObject({ allowed: true })
  })

  test('does not use up what others have', async () => {
    const limiter = limiterAt({ ms: 0 })
    await limiter.checkClient(app, 3)
    expect(await limiter.checkClient({ ...app, client: 'other' }, 3)).toMatchObject({ allowed: true })
    expect(await limiter.checkAddress(app.address)).toMatchObject({ allowed: true })
  })

  test('is told when a request can never be admitted, and loses nothing by it', async () => {
    const limiter = limiterAt({ ms: 0 })
    const refused = await limiter.checkClient(app, 4)
    expect(refused).toMatchObject({ allowed: false, kind: 'limited', tooCostly: true })
    expect(refused.headers).not.toHaveProperty('Retry-After')
    expect(await limiter.checkClient(app, 3)).toMatchObject({ allowed: true })
  })
})

describe('an address', () => {
  test('is refused when it is empty, the whole IPv6 network with it', async () => {
    const limiter = limiterAt({ ms: 0 })
    await limiter.checkAddress('2001:db8::1')
    await limiter.checkAddress('2001:db8::2')
    expect(await limiter.checkAddress('2001:db8::3')).toMatchObject({ allowed: false, limit: 'unauthenticated' })
    expect(await limiter.checkAddress('2001:db8:0:1::1')).toMatchObject({ allowed: true })
  })

  test('a look takes nothing, but is refused once failed tokens have emptied the bucket', async () => {
    const clock = { ms: 0 }
    const limiter = limiterAt(clock)
    for (let i = 0; i < 10; i++) expect(await limiter.checkAddress(app.address, 0)).toMatchObject({ allowed: true })
    await limiter.chargeAddress(app.address, 5)
    expect(await limiter.checkAddress(app.address, 0)).toMatchObject({ allowed: false, kind: 'limited' })
    clock.ms = 1000
    expect(await limiter.checkAddress(app.address, 0)).toMatchObject({ allowed: true })
  })
})

test('without limits everything passes, with no headers and no call of the store', async () => {
  const takeTokens = vi.fn<Store['takeTokens']>()
  const limiter = createLimiter({ store: { ...createMemoryStore({ now: () => 0 }), takeTokens } })
  await limiter.chargeAddress(app.address, 1)
  expect(await limiter.checkAddress(app.address, 1000)).toEqual({ allowed: true, headers: {} })
  expect(await limiter.checkClient(app, 1000)).toEqual({ allowed: true, headers: {} })
  expect(takeTokens).not.toHaveBeenCalled()
})

test('each check is one call of the store, and one that cannot answer refuses with 503', async () => {
  const takeTokens = vi.fn<Store['takeTokens']>(async () => 'unavailable' as const)
  const store: Store = { ...createMemoryStore({ now: () => 0 }), takeTokens }
  const limiter = createLimiter({
    store,
    default: { rps: 1, burst: 1, key: 'client' },
    unauthenticated: { rps: 1, burst: 1 },
  })
  const refusal = { allowed: false, kind: 'store-unavailable', tooCostly: false, headers: { 'Retry-After': '1' } }
  expect(await limiter.checkClient(app, 1)).toEqual({ ...refusal, limit: 'default' })
  expect(await limiter.checkAddress(app.address)).toEqual({ ...refusal, limit: 'unauthenticated' })
  await expect(limiter.chargeAddress(app.address, 1)).resolves.toBeUndefined()
  expect(takeTokens).toHaveBeenCalledTimes(3)
})

test('a caller that is given again draws from the same buckets, also when its limit has changed in between', async () => {
  const limiter = limiterAt({ ms: 0 })
  const other = { name: 'tier:small', key: 'client', rps: 0.1, burst: 1 } as const
  expect(await limiter.checkClient(app, 3)).toMatchObject({ allowed: true })
  expect(await limiter.checkClient(app, 1, other)).toMatchObject({ allowed: true })
  expect(await limiter.checkClient(app, 1, other)).toMatchObject({ allowed: false, limit: 'tier:small' })
  expect(await limiter.checkClient(app, 1)).toMatchObject({ allowed: false, limit: 'default' })
  expect(await limiter.checkClient({ ...app }, 1)).toMatchObject({ allowed: false, limit: 'default' })
})
