import { readFileSync } from 'node:fs'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connectRedisStore } from '../../../src/store/redis/redis.ts'
import type { Bar, Store } from '../../../src/store/store.ts'
import { startRedis, type TestRedis } from '../../fixtures/redis.ts'

vi.mock('../../../src/store/redis/deadlines.ts', () => import('../../fixtures/unhurried-redis.ts'))

/** The Redis user that docs/operations.md tells operators to make. */
const documented = /^ACL SETUSER gatehouse (.+)$/m.exec(readFileSync('docs/operations.md', 'utf8'))?.[1] ?? ''
const bar: Bar = { kind: 'client', value: 'growth-app', until: Date.now() + 3_600_000 }

let server: TestRedis
let user: Redis
let store: Store

beforeAll(async () => {
  server = await startRedis()
  const admin = new Redis(server.url)
  await admin.call('ACL', 'SETUSER', 'gatehouse', ...documented.split(' '))
  await admin.set('other:key', 'of another program')
  admin.disconnect()
  const url = server.url.replace('redis://', 'redis://gatehouse:PASSWORD@')
  user = new Redis(url)
  store = await connectRedisStore({ url, keyPrefix: 'gatehouse', onStateChange: () => {} })
})

afterAll(async () => {
  user?.disconnect()
  await store?.close()
  await server?.stop()
})

describe('the Redis user of the runbook is let to', () => {
  it('draw from limits', async () => {
    const limit = { rps: 5, burst: 10 }
    expect(await store.takeTokens([{ key: 'a', limit, cost: 1 }])).toMatchObject({ admitted: true })
  })

  it('use something once', async () => {
    expect([await store.once('proof', 60_000, 'owner'), await store.once('proof', 60_000, 'owner')]).toEqual([
      true,
      false,
    ])
  })

  it('take a place, keep it and leave it', async () => {
    const place = await store.enter('a', 1, 60_000)
    if (typeof place === 'string') throw new Error(place)
    await store.renew(place, 120_000)
    expect(store.state()).toBe('up')
    expect(await store.enter('a', 1, 60_000)).toBe('full')
    await store.leave(place)
    expect(await store.enter('a', 1, 60_000)).toMatchObject({ name: 'a' })
  })

  it('block, be told of it, and lift it', async () => {
    let settle = (_: unknown) => {}
    const told = new Promise((resolve) => {
      settle = resolve
    })
    const stop = store.onBars((bars) => bars !== 'unavailable' && bars.length > 0 && settle(bars))
    expect(await store.bar(bar)).toBe('done')
    expect(await told).toEqual([bar])
    expect(await store.unbar(bar)).toBe('done')
    expect(await store.bars()).toEqual([])
    stop()
  })

  it('share the keys of page links', async () => {
    const key = (id: string) => ({ id, key: Buffer.alloc(32, id) })
    expect(await store.sealKeys({ held: key('a'), fresh: key('b') })).toMatchObject({ current: { id: 'a' } })
  })
})

describe('it is not let to', () => {
  it.each([
    ['read what is not the gateway’s', ['GET', 'other:key']],
    ['write what is not the gateway’s', ['SET', 'other:key', '1']],
    ['read it by a script', ['EVAL', "return redis.call('GET', 'other:key')", '0']],
    ['list keys', ['KEYS', '*']],
    ['empty the server', ['FLUSHALL']],
    ['change its settings', ['CONFIG', 'SET', 'dir', '/tmp']],
    ['change users', ['ACL', 'SETUSER', 'gatehouse', '+@all']],
    ['watch others', ['MONITOR']],
    ['listen to others', ['SUBSCRIBE', 'other']],
  ])('%s', async (_, [command = '', ...args]) => {
    await expect(user.call(command, ...args)).rejects.toThrow(/NOPERM|permission|can't access/i)
  })
})
