import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningServer } from '../../src/server/start.ts'
import { createUpstreamClient, type UpstreamClient } from '../../src/upstream/client.ts'
import { isUpstreamFailure } from '../../src/upstream/failure.ts'
import { answerOf, startStub, stubGate } from './fixtures/gate.ts'

const SIZE = 100 * 1024 * 1024
const CHUNK = Buffer.alloc(64 * 1024, 'a')
/** Bytes that may be on their way in this process, which is the upstream, the gateway and the reader: some chunks in each. */
const ROOM = 8 * 1024 * 1024

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** An upstream of one connection that answers 100 MiB, or, at /short, a little. */
let server: RunningServer
let client: UpstreamClient
const upstream = createServer((request, response) => {
  if (request.url !== '/fhir/huge') return response.end('{}')
  let left = SIZE
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= CHUNK.length
      if (!response.write(CHUNK)) return response.once('drain', more)
    }
    response.end()
  }
  more()
})
beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  client = createUpstreamClient(
    {
      url: new URL(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}/fhir`),
      replicas: [],
      breaker: { failures: 20, pause: 1000 },
      timeouts: { connect: 60_000, response: 60_000 },
      connections: 1,
      health: { path: '/health', interval: 60_000 },
    },
    { failed: () => {}, state: () => {}, breaker: () => {}, ejected: () => {} },
  )
  const gate = stubGate(async (message) => {
    const path = message.target.slice('/fhir/'.length)
    const response = await client.send({ method: 'GET', path, query: '', headers: {} }, message.presence)
    if (isUpstreamFailure(response)) return answerOf(message, 502, null)
    return answerOf(message, response.status, response.body)
  })
  server = await startStub(gate)
})
afterAll(async () => {
  await server.close()
  await client.close()
  upstream.close()
})

function ask(path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(`${server.url}${path}`, { agent: false }, resolve).on('error', reject))
}

/** Bytes that something still holds; what is yet to be collected says nothing of an answer. */
function held(): number {
  collect()
  // What the first one lets go of outside of the heap counts as gone after the second.
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

test('100 MiB to a slow reader stay out of memory, and all of it arrives', async () => {
  // What any first answer takes (compiled code, pools of buffers) is no part of what is measured.
  const first = await ask('/huge')
  await new Promise((resolve) => first.once('data', resolve))
  first.destroy()
  const response = await ask('/huge')
  const before = held()
  let most = before
  let size = 0
  let pauses = 0
  for await (const chunk of response) {
    size += (chunk as Buffer).length
    if (size / (4 * 1024 * 1024) < pauses) continue
    pauses++
    most = Math.max(most, held())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect(size).toBe(SIZE)
  expect(most - before).toBeLessThan(ROOM)
})

test('clients that leave in the middle do not use up the pool', async () => {
  for (let i = 0; i < 5; i++) {
    const response = await ask('/huge')
    await new Promise((resolve) => response.once('data', resolve))
    response.destroy()
  }
  const response = await ask('/short')
  expect(response.statusCode).toBe(200)
  response.resume()
})
