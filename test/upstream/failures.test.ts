import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { UpstreamClient } from '../../src/upstream/client.ts'
import { isUpstreamFailure } from '../../src/upstream/failure.ts'
import type { UpstreamRequest } from '../../src/upstream/message.ts'
import { makePair } from '../server/fixtures/certificates.ts'
import { clientOf, HASTY, read, startRawUpstream, stopAll } from './fixtures/server.ts'

afterEach(stopAll)

const create: UpstreamRequest = { ...read, method: 'POST', path: 'Patient', body: Buffer.from('{}') }

/** How the upstream behaves after a request; the failure that must come, before any head. */
const heads: [name: string, behave: (socket: Socket) => void, failed: string][] = [
  ['resets', (socket) => socket.resetAndDestroy(), 'reset'],
  ['closes', (socket) => socket.end(), 'reset'],
  ['closes in the head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'), 'reset'],
  ['says nothing', () => {}, 'timeout'],
  ['says half a head', (socket) => socket.write('HTTP/1.1 200 OK\r\n'), 'timeout'],
  ['speaks another protocol', (socket) => socket.end('SSH-2.0-OpenSSH\r\n'), 'protocol'],
  ['sends an endless head', (socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`), 'protocol'],
  [
    'sends both framings',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    'protocol',
  ],
  [
    'encodes though identity was asked',
    (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\na'),
    'protocol',
  ],
  [
    'switches protocols',
    (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    'reset',
  ],
]
test.each(heads)('an upstream that %s', async (_name, behave, failed) => {
  const upstream = await startRawUpstream(behave)
  const { client, failures } = clientOf(upstream.url, failed === 'timeout' ? { timeouts: HASTY } : {})
  expect(await client.send(create)).toMatchObject({ failed })
  expect(failures).toEqual([failed])
  expect(upstream.received).toEqual(['POST /fhir/Patient HTTP/1.1'])
})

/** The same after a head of 200. */
const bodies: [name: string, behave: (socket: Socket) => void, failed: string][] = [
  ['shorter than its length', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"a":'), 'reset'],
  [
    'without its last chunk',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n'),
    'reset',
  ],
  [
    'with a broken chunk',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\nzz\r\n'),
    'protocol',
  ],
  [
    'reset in the middle',
    (socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"a":', () =>
        setTimeout(() => socket.resetAndDestroy(), 20),
      ),
    'reset',
  ],
  ['that stalls', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"a":'), 'timeout'],
]
test.each(bodies)('a body %s is never a whole one', async (_name, behave, failed) => {
  const upstream = await startRawUpstream(behave)
  const { client, failures } = clientOf(upstream.url, failed === 'timeout' ? { timeouts: HASTY } : {})
  const whole = await client.send(read)
  const iterated = await client.send(read)
  if (isUpstreamFailure(whole) || isUpstreamFailure(iterated)) throw new Error('a head was sent')
  expect(await whole.body.whole(1000)).toMatchObject({ failed })
  const iteration = (async () => {
    for await (const chunk of iterated.body) expect(String(chunk)).toBe('{"a":')
  })()
  await expect(iteration).rejects.toMatchObject({ failure: { failed } })
  expect(failures).toEqual([failed, failed])
})

test('nobody listens: connect, without an address', async () => {
  const upstream = await startRawUpstream(() => {})
  upstream.stop()
  const failure = await clientOf(upstream.url).client.send(read)
  expect(failure).toEqual({ failed: 'connect', detail: 'ECONNREFUSED' })
})

test('a name that does not resolve: connect', async () => {
  const { client } = clientOf(new URL('http://upstream.invalid/fhir'))
  expect(await client.send(read)).toMatchObject({ failed: 'connect' })
})

test('https to a server whose certificate nobody vouches for: connect, and nothing is sent', async () => {
  const received: unknown[] = []
  const server = createServer(makePair('localhost'), (request) => received.push(request.url))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { client } = clientOf(new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`))
  expect(await client.send(read)).toEqual({ failed: 'connect', detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  expect(received).toEqual([])
  server.close()
})

test('a header that would split the request is not sent', async () => {
  const upstream = await startRawUpstream(() => {})
  const { client } = clientOf(upstream.url)
  expect(await client.send({ ...read, headers: { 'x-a': 'b\r\nx-c: d' } })).toMatchObject({ failed: 'protocol' })
  expect(upstream.received).toEqual([])
})

test('the wait for a free connection counts towards the deadline', async () => {
  const upstream = await startRawUpstream(() => {})
  const { client } = clientOf(upstream.url, { connections: 1, timeouts: HASTY })
  const { client: other } = clientOf(upstream.url, { timeouts: HASTY })
  const ended: string[] = []
  const send = async (name: string, by: UpstreamClient) => {
    expect(await by.send(read)).toMatchObject({ failed: 'timeout' })
    ended.push(name)
  }
  const both = [send('sent', client), send('waiting', client)]
  await new Promise((resolve) => setTimeout(resolve, HASTY.response / 2))
  await Promise.all([...both, send('sent later', other)])
  // Were its time counted from when a connection was free, it would end last.
  expect(ended).toEqual(['sent', 'waiting', 'sent later'])
})

test('informational answers are passed over', async () => {
  const upstream = await startRawUpstream((socket) =>
    socket.write('HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'),
  )
  expect(await clientOf(upstream.url).client.send(read)).toMatchObject({ status: 200 })
})
