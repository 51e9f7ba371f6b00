import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, ClientMessage } from '../../src/message.ts'
import type { Presence } from '../../src/presence.ts'
import type { RunningServer } from '../../src/server/start.ts'
import { answerOf, startStub, stubGate } from './fixtures/gate.ts'
import { openRaw, received, sendRaw } from './fixtures/raw.ts'

const body = '{"resourceType":"Patient","name":[{"family":"Ångström"}]}'
const destroyed: string[] = []
const present: Presence[] = []

const roads: Record<string, (message: ClientMessage) => Promise<Answer>> = {
  '/fhir/text': async (message) => answerOf(message, 200, body, { etag: 'W/"1"', 'x-two': ['a', 'b'] }),
  '/fhir/cached': async (message) => answerOf(message, 200, body, { 'cache-control': 'public, max-age=60' }),
  '/fhir/none': async (message) => answerOf(message, 204, null),
  '/fhir/unchanged': async (message) => answerOf(message, 304, null),
  '/fhir/throws': async () => {
    throw new Error('SECRET-PATIENT-NAME')
  },
  '/fhir/throws-midway': async ({ presence }) => {
    presence.onLeave(() => void destroyed.push('midway'))
    throw new Error('SECRET-PATIENT-NAME')
  },
  '/fhir/header': async (message) => answerOf(message, 200, body, { 'x-bad': 'a\r\nSet-Cookie: b' }),
  '/fhir/header-of-stream': async (message) =>
    answerOf(message, 200, streamOf('unwritten', ['{}']), { 'x-bad': 'a\r\nSet-Cookie: b' }),
  '/fhir/stream': async (message) => answerOf(message, 200, streamOf('stream', ['{"a":', '1}'])),
  '/fhir/broken': async (message) => answerOf(message, 200, streamOf('broken', ['{"a":', new Error('cut')])),
  '/fhir/waits': async (message) => {
    present.push(message.presence)
    await new Promise<void>((resolve) => message.presence.onLeave(resolve))
    return answerOf(message, 200, streamOf('waits', []))
  },
}
function streamOf(name: string, parts: (string | Error)[]) {
  async function* chunks() {
    for (const part of parts) {
      if (part instanceof Error) throw part
      yield Buffer.from(part)
    }
  }
  return Object.assign(chunks(), { destroy: () => void destroyed.push(name) })
}

const gate = stubGate((message) => roads[message.target]!(message))
let server: RunningServer
beforeAll(async () => {
  server = await startStub(gate)
})
afterAll(() => server.close())
const fetched = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init)

test('every answer carries the fixed headers', async () => {
  const response = await fetched('/text')
  expect(await response.text()).toBe(body)
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(response.headers.get('x-request-id')).toBe(gate.travelled.at(-1)?.id)
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'; sandbox")
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-intermediary')).toBe('fhir.example.org')
  expect(response.headers.get('vary')).toBe('Accept, Authorization, Origin')
  expect(response.headers.get('x-two')).toBe('a, b')
  expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(body)))
  expect(response.headers.get('strict-transport-security')).toBeNull()
  expect(response.headers.get('server')).toBeNull()
})

test('an answer may say how it is cached', async () => {
  expect((await fetched('/cached')).headers.get('cache-control')).toBe('public, max-age=60')
})

test('HEAD has the headers of GET and no body', async () => {
  const head = await sendRaw(server.url, ['HEAD /fhir/text HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n'])
  expect(head.text).toContain(`Content-Length: ${Buffer.byteLength(body)}`)
  expect(head.text.split('\r\n\r\n')[1]).toBe('')
})

test('HEAD of a stream frees what feeds it', async () => {
  destroyed.length = 0
  await fetched('/stream', { method: 'HEAD' })
  expect(destroyed).toEqual(['stream'])
})

test.each(['/none', '/unchanged'])('%s has neither body nor length', async (path) => {
  const { text } = await sendRaw(server.url, [`GET /fhir${path} HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n`])
  expect(text).not.toMatch(/content-length|transfer-encoding/i)
})

test('a stage that throws is answered 500 without a word of the error, also in the log', async () => {
  const response = await fetched('/throws')
  expect(response.status).toBe(500)
  expect(await response.json()).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'exception' }],
  })
  const id = response.headers.get('x-request-id')
  await expect
    .poll(() => gate.lines.filter((line) => line.id === id).map((line) => line.message))
    .toEqual(['fault', 'access'])
  expect(JSON.stringify(gate.lines)).not.toContain('SECRET')
})

test('what is under way for a stage that throws ends', async () => {
  destroyed.length = 0
  expect((await fetched('/throws-midway')).status).toBe(500)
  expect(destroyed).toEqual(['midway'])
})

test('a header that would split the response is not written', async () => {
  const { text } = await sendRaw(server.url, ['GET /fhir/header HTTP/1.1\r\nHost: g\r\n\r\n'])
  expect(text).toBe('')
  await expect.poll(() => gate.lines.at(-1)).toMatchObject({ message: 'access', outcome: 'failed' })
})

test('a stream whose headers cannot be written frees what feeds it', async () => {
  destroyed.length = 0
  await sendRaw(server.url, ['GET /fhir/header-of-stream HTTP/1.1\r\nHost: g\r\n\r\n'])
  await expect.poll(() => destroyed).toEqual(['unwritten'])
})

test('a stream is passed on', async () => {
  expect(await (await fetched('/stream')).json()).toEqual({ a: 1 })
})

test('a stream that breaks breaks the connection: a part never looks whole', async () => {
  const { text } = await sendRaw(server.url, ['GET /fhir/broken HTTP/1.1\r\nHost: g\r\n\r\n'])
  expect(text).not.toMatch(/0\r\n\r\n$/)
  await expect.poll(() => gate.lines.at(-1)).toMatchObject({ outcome: 'failed', status: 200 })
})

test('a client that leaves is known to have left; its answer is dropped and recorded once', async () => {
  destroyed.length = 0
  const lines = gate.lines.length
  const socket = openRaw(server.url)
  socket.write('GET /fhir/waits HTTP/1.1\r\nHost: g\r\n\r\n')
  await expect.poll(() => present.length).toBe(1)
  socket.destroy()
  await expect.poll(() => gate.lines.length).toBe(lines + 1)
  expect(present[0]?.isGone).toBe(true)
  expect(gate.lines.at(-1)).toMatchObject({ outcome: 'aborted' })
  expect(destroyed).toEqual(['waits'])
})

test('who takes the whole answer has not left', async () => {
  let presence: Presence | undefined
  roads['/fhir/present'] = async (message) => {
    presence = message.presence
    return answerOf(message, 200, '{}')
  }
  const socket = openRaw(server.url)
  socket.write('GET /fhir/present HTTP/1.1\r\nHost: g\r\n\r\n')
  await received(socket, /\{\}/)
  await expect.poll(() => gate.lines.at(-1)?.outcome).toBe('permitted')
  expect(presence?.isGone).toBe(false)
  socket.destroy()
})

test('requests in flight are counted, and all are settled', async () => {
  const { text } = await gate.metrics.expose()
  expect(text).toMatch(/^gatehouse_inflight_requests 0$/m)
  const total = [...text.matchAll(/^gatehouse_requests_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  )
  expect(total).toBe(gate.lines.filter((line) => line.message === 'access').length)
})
