import { afterEach, expect, test, vi } from 'vitest'
import { createChoice } from '../../src/upstream/choose-replica.ts'
import { createEjection } from '../../src/upstream/ejection.ts'
import { isUpstreamFailure } from '../../src/upstream/failure.ts'
import type { UpstreamRequest } from '../../src/upstream/message.ts'
import { clientOf, read, startRawUpstream, startUpstream, stopAll } from './fixtures/server.ts'

afterEach(stopAll)
afterEach(() => void vi.useRealTimers())

const candidate = (name: string, pending: number, out = false) => ({ name, pending: () => pending, isOut: () => out })

test('the replica with the fewest requests is chosen, and equals take turns', () => {
  const choose = createChoice([candidate('a', 2), candidate('b', 0), candidate('c', 0)])
  const chosen = Array.from({ length: 6 }, () => choose().name)
  expect(new Set(chosen)).toEqual(new Set(['b', 'c']))
  expect(chosen.filter((name) => name === 'b').length).toBeGreaterThan(1)
})

test('who is out is not chosen, unless all are', () => {
  const one = createChoice([candidate('a', 0, true), candidate('b', 9)])
  expect([one().name, one().name]).toEqual(['b', 'b'])
  const none = createChoice([candidate('a', 0, true), candidate('b', 9, true)])
  expect(none().name).toBe('a')
})

test('a replica is left out after five failures in a row, for longer each time, and back at once after a good answer', () => {
  let clock = 0
  const ejection = createEjection(
    () => clock,
    () => true,
  )
  for (let i = 0; i < 4; i++) ejection.saw('ill')
  expect(ejection.isOut()).toBe(false)
  ejection.saw('ill')
  clock = 999
  expect(ejection.isOut()).toBe(true)
  clock = 1000
  expect(ejection.isOut()).toBe(false)
  ejection.saw('ill')
  clock = 2999
  expect(ejection.isOut()).toBe(true)
  clock = 3000
  ejection.saw('well')
  ejection.saw('ill')
  expect(ejection.isOut()).toBe(false)
})

test('no replica is left out when too many are out already', () => {
  const ejection = createEjection(
    () => 0,
    () => false,
  )
  for (let i = 0; i < 20; i++) ejection.saw('ill')
  expect(ejection.isOut()).toBe(false)
})

test('of two replicas the one that fails is left out, and no write is sent twice', async () => {
  // Its pause must not be over before the last request.
  vi.useFakeTimers({ toFake: ['performance'] })
  const bad = await startRawUpstream((socket) => socket.resetAndDestroy())
  const good = await startUpstream((_request, response) => response.end('{}'))
  const { client, ejections } = clientOf(bad.url, { replicas: [good.url] })
  const create: UpstreamRequest = { ...read, method: 'POST', path: 'Patient', body: Buffer.from('{}') }
  const answers = []
  for (let i = 0; i < 40; i++) answers.push(await client.send(create))
  const failed = answers.filter(isUpstreamFailure)
  expect(failed.length).toBe(5)
  expect([bad.received.length, good.received.length]).toEqual([5, 35])
  expect(ejections).toHaveLength(1)
})

test('requests are shared out among replicas that are well', async () => {
  const replicas = [
    await startUpstream((_, response) => response.end('{}')),
    await startUpstream((_, r) => r.end('{}')),
  ]
  const { client } = clientOf(replicas[0]!.url, { replicas: [replicas[1]!.url] })
  await Promise.all(Array.from({ length: 20 }, () => client.send(read)))
  for (const { received } of replicas) expect(received.length).toBeGreaterThanOrEqual(8)
})

test('a server that fails every request is asked nothing for a while', async () => {
  const upstream = await startRawUpstream((socket) => socket.resetAndDestroy())
  const { client, failures, breaker } = clientOf(upstream.url, { breaker: { failures: 3, pause: 60_000 } })
  // The first health check goes well, and would begin the count anew between two requests.
  await expect.poll(() => client.health.state()).toBe('up')
  for (let i = 0; i < 3; i++) expect(await client.send(read)).toMatchObject({ failed: 'reset' })
  expect(await client.send(read)).toEqual({ failed: 'unavailable', detail: 'BREAKER_OPEN', retryAfter: 60 })
  expect(upstream.received).toHaveLength(3)
  expect([failures.at(-1), breaker]).toEqual(['unavailable', ['open']])
})
