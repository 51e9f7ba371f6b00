import { afterEach, expect, test } from 'vitest'
import { createSecret } from '../../src/config/files/secret.ts'
import { isUpstreamFailure } from '../../src/upstream/failure.ts'
import type { UpstreamRequest } from '../../src/upstream/message.ts'
import { clientOf, read, startUpstream, stopAll } from './fixtures/server.ts'

afterEach(stopAll)

const requests: [name: string, request: UpstreamRequest, line: string][] = [
  ['a read', read, 'GET /fhir/Patient/1'],
  ['the base', { ...read, path: '' }, 'GET /fhir'],
  ['a query', { ...read, path: 'Patient', query: 'name=a%26b&_count=1' }, 'GET /fhir/Patient?name=a%26b&_count=1'],
  ['a query on the base', { ...read, path: '', query: '_type=Patient' }, 'GET /fhir?_type=Patient'],
  ['a create', { ...read, method: 'POST', path: 'Patient', body: Buffer.from('{}') }, 'POST /fhir/Patient'],
]
test.each(requests)('%s arrives as written', async (_name, request, line) => {
  const upstream = await startUpstream((_request, response) => response.end('{}'))
  const answer = await clientOf(upstream.url).client.send(request)
  if (isUpstreamFailure(answer)) throw new Error(answer.detail)
  await answer.body.whole(100)
  expect(upstream.received.map((one) => one.line)).toEqual([line])
  expect(upstream.received[0]?.body).toBe(String(request.body ?? ''))
  expect(upstream.received[0]?.headers['accept-encoding']).toBe('identity')
})

test('an upstream at the root of its host', async () => {
  const upstream = await startUpstream((_request, response) => response.end('{}'))
  const { client } = clientOf(new URL('/', upstream.url), { health: { path: '/fhir/health', interval: 60_000 } })
  await client.send(read)
  await client.send({ ...read, path: '' })
  expect(upstream.received.map((one) => one.line)).toEqual(['GET /Patient/1', 'GET /'])
})

test.each([
  ['bearer', { bearer: createSecret('t0ken') }, 'Bearer t0ken'],
  [
    'basic',
    { basic: { user: 'gate', password: createSecret('p:w') } },
    `Basic ${Buffer.from('gate:p:w').toString('base64')}`,
  ],
  ['none', undefined, undefined],
] as const)('credential %s is the gateway’s own', async (_name, credential, sent) => {
  const upstream = await startUpstream((_request, response) => response.end('{}'))
  await clientOf(upstream.url, { credential }).client.send(read)
  expect(upstream.received[0]?.headers.authorization).toBe(sent)
})

test('hop-by-hop headers, and what Connection names, do not come back', async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, {
      connection: 'close, x-secret-hop',
      'x-secret-hop': '1',
      'proxy-authenticate': 'x',
      'x-kept': ['a', 'b'],
    })
    response.end('{}')
  })
  const answer = await clientOf(upstream.url).client.send(read)
  if (isUpstreamFailure(answer)) throw new Error(answer.detail)
  expect(answer.headers).toMatchObject({ 'x-kept': 'a, b' })
  for (const name of ['connection', 'x-secret-hop', 'proxy-authenticate', 'transfer-encoding', 'keep-alive']) {
    expect(answer.headers).not.toHaveProperty(name)
  }
})

test.each([301, 302, 307, 401, 404, 503])('status %i comes back as it is: no redirect, no retry', async (status) => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(status, { location: '/fhir/trap', 'retry-after': '0' })
    response.end()
  })
  const answer = await clientOf(upstream.url).client.send(read)
  expect(answer).toMatchObject({ status })
  expect(upstream.received).toHaveLength(1)
})

test('a small body comes whole', async () => {
  const upstream = await startUpstream((_request, response) => response.end('{"a":1}'))
  const answer = await clientOf(upstream.url).client.send(read)
  if (isUpstreamFailure(answer)) throw new Error(answer.detail)
  expect(String(await answer.body.whole(7))).toBe('{"a":1}')
})

test('an empty body comes whole', async () => {
  const upstream = await startUpstream((_request, response) => response.writeHead(204).end())
  const answer = await clientOf(upstream.url).client.send(read)
  if (isUpstreamFailure(answer)) throw new Error(answer.detail)
  expect(await answer.body.whole(0)).toHaveLength(0)
})

test('a body above the limit is not kept, and its connection is given up', async () => {
  const upstream = await startUpstream((_request, response) => response.end('a'.repeat(200_000)))
  const { client } = clientOf(upstream.url, { connections: 1 })
  for (let i = 0; i < 3; i++) {
    const answer = await client.send(read)
    if (isUpstreamFailure(answer)) throw new Error(answer.detail)
    expect(await answer.body.whole(100_000)).toBe('too-large')
  }
})

test('a body can be iterated to its exact bytes', async () => {
  const bytes = Buffer.alloc(3_000_000, 'abcdefg')
  const upstream = await startUpstream((_request, response) => response.end(bytes))
  const answer = await clientOf(upstream.url).client.send(read)
  if (isUpstreamFailure(answer)) throw new Error(answer.detail)
  const chunks: Buffer[] = []
  for await (const chunk of answer.body) {
    chunks.push(chunk)
    await new Promise(setImmediate)
  }
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
})
