import { afterEach, expect, test, vi } from 'vitest'
import { Presence } from '../../src/presence.ts'
import { isUpstreamFailure } from '../../src/upstream/failure.ts'
import type { UpstreamRequest } from '../../src/upstream/message.ts'
import { clientOf, read, startUpstream, stopAll } from './fixtures/server.ts'

afterEach(stopAll)
afterEach(() => void vi.useRealTimers())

const slow: UpstreamRequest = { ...read, path: 'slow' }
const huge: UpstreamRequest = { ...read, path: 'huge' }

/** One connection only: whatever is not freed blocks the next request. */
async function onlyConnection() {
  const closed: string[] = []
  const upstream = await startUpstream((request, response) => {
    response.on('close', () => closed.push(`${request.url}`))
    if (request.url === '/fhir/slow') return
    if (request.url === '/fhir/trickle') return void response.write('a')
    if (request.url !== '/fhir/huge') return response.end('{}')
    const more = () => {
      while (response.write(Buffer.alloc(65_536))) if (response.destroyed) return
      response.once('drain', more)
    }
    more()
  })
  const { client } = clientOf(upstream.url, { connections: 1, timeouts: { connect: 60_000, response: 60_000 } })
  const stillServes = async () => expect(await client.send(read)).toMatchObject({ status: 200 })
  return { upstream, client, closed, stillServes }
}

test('leaving in the turn in which it was asked leaves nothing to send', async () => {
  const { upstream, client, stillServes } = await onlyConnection()
  const leaving = new Presence()
  const answer = client.send(slow, leaving)
  leaving.leave()
  expect(await answer).toMatchObject({ failed: 'aborted' })
  await stillServes()
  expect(upstream.received.map(({ line }) => line)).toEqual(['GET /fhir/Patient/1'])
})

test('leaving before the head frees the connection', async () => {
  const { upstream, client, closed, stillServes } = await onlyConnection()
  const leaving = new Presence()
  const answer = client.send(slow, leaving)
  await expect.poll(() => upstream.received.length).toBe(1)
  leaving.leave()
  expect(await answer).toMatchObject({ failed: 'aborted' })
  await stillServes()
  expect(closed).toContain('/fhir/slow')
})

test('leaving within the body frees the connection, and the reader is told', async () => {
  const { client, stillServes } = await onlyConnection()
  const leaving = new Presence()
  const answer = await client.send(huge, leaving)
  if (isUpstreamFailure(answer)) throw new Error(answer.detail)
  const reading = (async () => {
    for await (const chunk of answer.body) if (chunk.length > 0) leaving.leave()
  })()
  await expect(reading).rejects.toMatchObject({ failure: { failed: 'aborted' } })
  await stillServes()
})

test.each([
  ['destroy', (body: { destroy(): void }) => body.destroy()],
  [
    'a loop that is left',
    async (body: AsyncIterable<Buffer>) => {
      for await (const chunk of body) if (chunk.length > 0) break
    },
  ],
])('%s frees the connection', async (_name, give_up) => {
  const { client, stillServes } = await onlyConnection()
  const answer = await client.send(huge)
  if (isUpstreamFailure(answer)) throw new Error(answer.detail)
  await give_up(answer.body)
  await stillServes()
})

test('leaving while waiting for a connection sends nothing', async () => {
  const { upstream, client, stillServes } = await onlyConnection()
  const first = new Presence()
  const second = new Presence()
  const holding = client.send(slow, first)
  await expect.poll(() => upstream.received.length).toBe(1)
  const waiting = client.send({ ...read, method: 'POST', path: 'Patient', body: Buffer.from('{}') }, second)
  second.leave()
  expect(await waiting).toMatchObject({ failed: 'aborted' })
  first.leave()
  await holding
  await stillServes()
  expect(upstream.received.map((one) => one.line)).toEqual(['GET /fhir/slow', 'GET /fhir/Patient/1'])
})

test('a client that has already left sends nothing', async () => {
  const { upstream, client } = await onlyConnection()
  const left = new Presence()
  left.leave()
  expect(await client.send(read, left)).toMatchObject({ failed: 'aborted' })
  expect(upstream.received).toEqual([])
})

test('a reader that pauses holds back the upstream', async () => {
  let written = 0
  const upstream = await startUpstream((_request, response) => {
    const more = () => {
      while (written < 100_000_000) {
        written += 65_536
        if (!response.write(Buffer.alloc(65_536))) return response.once('drain', more)
      }
      response.end()
    }
    more()
  })
  const { client } = clientOf(upstream.url)
  const answer = await client.send(read)
  if (isUpstreamFailure(answer)) throw new Error(answer.detail)
  // Written bytes stop growing once the sockets' buffers are full, far below the whole.
  let before = -1
  const stands = () => {
    const same = written === before
    before = written
    return same
  }
  await expect.poll(stands, { interval: 200 }).toBe(true)
  expect(written).toBeLessThan(50_000_000)
  let size = 0
  for await (const chunk of answer.body) size += chunk.length
  expect(size).toBe(written)
})

test('a small body that nobody wants does not cost its connection', async () => {
  // So that it always comes before it is given up.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const sockets = new Set<unknown>()
  const upstream = await startUpstream((request, response) => {
    sockets.add(request.socket)
    response.writeHead(404, { 'content-length': 40_000 })
    response.flushHeaders()
    setImmediate(() => response.end('a'.repeat(40_000)))
  })
  const { client } = clientOf(upstream.url, { connections: 1 })
  for (let i = 0; i < 5; i++) {
    const answer = await client.send(read)
    if (isUpstreamFailure(answer)) throw new Error(answer.detail)
    answer.body.destroy()
  }
  expect(sockets.size).toBe(1)
})

test('an unwanted body that does not end gives its connection up', async () => {
  const { client, closed, stillServes } = await onlyConnection()
  const answer = await client.send({ ...read, path: 'trickle' })
  if (isUpstreamFailure(answer)) throw new Error(answer.detail)
  answer.body.destroy()
  await stillServes()
  expect(closed).toContain('/fhir/trickle')
})
