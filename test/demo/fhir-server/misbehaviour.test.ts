import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startWithSample, type TestServer } from './client.ts'

let server: TestServer
beforeAll(async () => {
  server = await startWithSample()
})
afterEach(() => server.misbehave({}))
afterAll(() => server.stop())

test('leaks a foreign resource into every searchset, and into nothing else', async () => {
  server.misbehave({ leak: { resourceType: 'Patient', id: 'p20' } })
  expect((await server.call('GET Observation?_id=none')).json.entry).toHaveLength(1)
  const entry = [{ request: { method: 'GET', url: 'Patient?_id=none' } }]
  const batch = await server.call('POST ', { resourceType: 'Bundle', type: 'batch', entry })
  expect(batch.json.entry[0].resource.entry[0].resource.id).toBe('p20')
  expect((await server.call('GET Patient/p01')).text).not.toContain('p20')
  expect((await server.call('GET Patient/p01/_history')).text).not.toContain('p20')
})

test('passes over parameters', async () => {
  server.misbehave({ ignoreParameters: ['_type', 'patient'] })
  expect((await server.call('GET Coverage?patient=p01')).json.total).toBe(21)
  server.misbehave({ ignoreParameters: 'unknown' })
  expect((await server.call('GET Patient?nonsense=1')).json.total).toBe(20)
})

test.each<[how: Parameters<TestServer['misbehave']>[0], status: number, header: string, value: string]>([
  [{ unavailable: { retryAfter: '120' } }, 503, 'retry-after', '120'],
  [{ unauthorized: true }, 401, 'www-authenticate', 'Basic realm="demo-store"'],
  [{ redirect: 'http://elsewhere.invalid/' }, 302, 'location', 'http://elsewhere.invalid/'],
  [{ headers: { 'content-type': 'text/plain', 'set-cookie': 'a=b' } }, 200, 'content-type', 'text/plain'],
  [{ html: true }, 200, 'content-type', 'text/html'],
  [{ gzip: true }, 200, 'content-encoding', 'gzip'],
])('%j', async (how, status, header, value) => {
  server.misbehave(how)
  const reply = await server.call('GET Patient/p01', undefined, { 'accept-encoding': 'identity' })
  expect([reply.status, reply.headers.get(header)]).toEqual([status, value])
})

test('names a member twice, and secrets in 404 and 410', async () => {
  server.misbehave({ duplicateKeys: true, secretInErrors: 'SECRET-x' })
  expect((await server.call('GET Patient/p01')).text).toMatch(/^\{"resourceType":"Basic","resourceType":"Patient"/)
  expect((await server.call('GET Patient/none')).text).toContain('SECRET-x')
  expect((await server.call('GET Patient?nonsense=1')).text).not.toContain('SECRET-x')
})

test('ends the connection before the head', async () => {
  server.misbehave({ reset: true })
  await expect(server.call('GET Patient/p01')).rejects.toThrow()
})

test('ends the connection within the body', async () => {
  server.misbehave({ cutAfter: 50 })
  const incoming = await headOf('/Patient/p01')
  const announced = Number(incoming.headers['content-length'])
  let received = 0
  const failed = await new Promise((done) => {
    incoming.on('data', (piece: Buffer) => {
      received += piece.length
    })
    incoming.on('error', () => done(true)).on('end', () => done(false))
  })
  expect([incoming.statusCode, failed, received, announced > 50]).toEqual([200, true, 50, true])
})

test('sends head and body late, but whole', async () => {
  server.misbehave({ headDelay: 60, bodyDelay: 5 })
  const before = performance.now()
  const { json } = await server.call('GET Patient/p01')
  expect(performance.now() - before).toBeGreaterThan(80)
  expect(json.id).toBe('p01')
})

test('makes a searchset of any size while it is sent', async () => {
  server.misbehave({ huge: { megabytes: 3 } })
  const { text, json } = await server.call('GET Observation')
  expect(text.length).toBeGreaterThan(3_000_000)
  expect([json.type, json.entry.at(-1).resource.resourceType]).toEqual(['searchset', 'Observation'])
})

test('serves only its credential, when it has one, and notes all it received', async () => {
  const guarded = await startWithSample({ credential: 'inner', data: [] })
  try {
    expect((await guarded.call('GET metadata')).status).toBe(401)
    const body = { resourceType: 'Patient' }
    expect((await guarded.call('POST Patient?x=%41', body, { authorization: 'Bearer inner' })).status).toBe(201)
    const { method, url, body: received, headers } = guarded.requests[1]!
    expect([method, url, received]).toEqual(['POST', '/fhir/Patient?x=%41', '{"resourceType":"Patient"}'])
    expect(headers.authorization).toBe('Bearer inner')
    expect(guarded.requests.map(({ complete }) => complete)).toEqual([true, true])
  } finally {
    await guarded.stop()
  }
})

test('writes its links with a fixed base when told so', async () => {
  const fixed = await startWithSample({ base: 'http://hidden.internal:8080/fhir' })
  try {
    const { text } = await fixed.call('GET Patient?_count=1', undefined, { 'x-forwarded-host': 'gate.example' })
    expect(text).toContain('http://hidden.internal:8080/fhir/Patient/p01')
    expect(text).not.toContain('gate.example')
  } finally {
    await fixed.stop()
  }
})

test('has nothing beside its mount', async () => {
  const origin = new URL(server.url).origin
  expect((await server.call(`GET ${origin}/`)).status).toBe(404)
  expect((await server.call(`GET ${origin}/fhirs/Patient`)).status).toBe(404)
})

function headOf(path: string): Promise<IncomingMessage> {
  return new Promise((done, fail) =>
    httpRequest(server.url + path, done)
      .on('error', fail)
      .end(),
  )
}
