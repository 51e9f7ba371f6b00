import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../../src/message.ts'
import type { RunningServer } from '../../../src/server/start.ts'
import { answerOf, startStub, stubGate } from '../fixtures/gate.ts'
import { openRaw, received, sendRaw } from '../fixtures/raw.ts'

/** Milliseconds that a connection of the patient server may be idle, and that `/fhir/slow` takes. */
const [IDLE, SLOW] = [3000, 3500]
const STATUS = { 'too-large': 413, timeout: 408, aborted: 400 } as const

/** Reads bodies of at most 1,000 bytes; `/fhir/endless` answers more than anyone takes. */
const gate = stubGate(async (message): Promise<Answer> => {
  if (message.target === '/fhir/endless') return answerOf(message, 200, endless())
  if (message.target === '/fhir/unread') return answerOf(message, 401, '{}')
  if (message.target === '/fhir/slow') {
    await new Promise((resolve) => setTimeout(resolve, SLOW))
    return answerOf(message, 200, '{}')
  }
  const body = await message.readBody(1000)
  return Buffer.isBuffer(body) ? answerOf(message, 200, body) : answerOf(message, STATUS[body], '{}')
})
async function* endless() {
  for (;;) yield Buffer.alloc(65_536, 'a')
}

/** With deadlines that tests wait for, and with such as no busy machine exceeds. */
let server: RunningServer
let patient: RunningServer
beforeAll(async () => {
  server = await startStub(gate, { timeouts: { headers: 400, request: 900, idle: 1500 } })
  patient = await startStub(gate, { timeouts: { headers: 30_000, request: 60_000, idle: IDLE } })
})
afterAll(() => Promise.all([server.close(), patient.close()]))

const post = (target: string, ...headers: string[]) =>
  `POST ${target} HTTP/1.1\r\nHost: g\r\n${headers.map((h) => `${h}\r\n`).join('')}\r\n`

test('headers that do not end are answered 408 and closed by their deadline', async () => {
  const { statuses, elapsed } = await sendRaw(server.url, ['GET /fhir HTTP/1.1\r\nX-A: '])
  expect(statuses).toEqual([408])
  expect(elapsed).toBeLessThan(2500)
})

test('a connection that sends nothing is closed', async () => {
  const { elapsed } = await sendRaw(server.url, [])
  expect(elapsed).toBeLessThan(2500)
})

test('a body that stalls is answered 408 and closed', async () => {
  const { statuses, elapsed } = await sendRaw(server.url, [post('/fhir', 'Content-Length: 10'), 'half'])
  expect(statuses).toEqual([408])
  expect(elapsed).toBeLessThan(2500)
})

test('a body that trickles for ever is cut at the total', async () => {
  const socket = openRaw(server.url)
  socket.write(post('/fhir', 'Content-Length: 500'))
  const trickle = setInterval(() => socket.write('a'), 50)
  expect(await received(socket, /\r\n\r\n/)).toMatch(/^HTTP\/1.1 408 /)
  clearInterval(trickle)
  socket.destroy()
})

test('a reader that stops reading is closed, and what feeds it is told', async () => {
  const socket = openRaw(patient.url)
  socket.write('GET /fhir/endless HTTP/1.1\r\nHost: g\r\n\r\n')
  await received(socket, /200 OK/)
  socket.pause()
  await expect.poll(() => gate.lines.find((line) => line.outcome === 'aborted')).toBeDefined()
  socket.destroy()
})

test('a client that waits for a slow answer is not closed', async () => {
  const { statuses } = await sendRaw(patient.url, ['GET /fhir/slow HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n'])
  expect(statuses).toEqual([200])
})

test('an idle keep-alive connection is closed', async () => {
  const { statuses, milliseconds } = await sendRaw(patient.url, [post('/fhir', 'Content-Length: 2'), '{}'])
  expect(statuses).toEqual([200])
  expect(milliseconds).toBeGreaterThan(IDLE - 100)
})

test('a declared length above the limit is refused before the body, and the client can read why', async () => {
  const { text, statuses } = await sendRaw(patient.url, [post('/fhir', 'Content-Length: 5000000'), 'a'.repeat(500_000)])
  expect(statuses).toEqual([413])
  expect(text).toMatch(/connection: close/i)
})

test('a chunked body above the limit is refused while it arrives', async () => {
  const chunk = `400\r\n${'a'.repeat(1024)}\r\n`
  const { statuses } = await sendRaw(patient.url, [post('/fhir', 'Transfer-Encoding: chunked'), chunk, chunk])
  expect(statuses).toEqual([413])
})

test('an unread body closes the connection after the answer, and is not taken for a request', async () => {
  const { statuses } = await sendRaw(patient.url, [
    post('/fhir/unread', 'Content-Length: 1000'),
    'GET /fhir HTTP/1.1\r\n\r\n',
  ])
  expect(statuses).toEqual([401])
})

test('100 Continue is sent when the body is about to be read', async () => {
  const socket = openRaw(patient.url)
  socket.write(post('/fhir', 'Content-Length: 2', 'Expect: 100-continue', 'Connection: close'))
  await received(socket, /100 Continue/)
  socket.write('{}')
  expect(await received(socket, /\{\}/)).toMatch(/HTTP\/1.1 200 OK/)
})

test('no 100 Continue when the request is refused without its body', async () => {
  const expecting = [post('/fhir/unread', 'Content-Length: 2', 'Expect: 100-continue')]
  const { statuses } = await sendRaw(patient.url, expecting)
  expect(statuses).toEqual([401])
})

test('two pipelined requests are answered in order', async () => {
  const one = post('/fhir', 'Content-Length: 1')
  const { statuses, text } = await sendRaw(patient.url, [`${one}a${one}b`])
  expect(statuses).toEqual([200, 200])
  expect(text.indexOf('\r\n\r\na')).toBeLessThan(text.indexOf('\r\n\r\nb'))
})

test('a malformed message behind an unanswered one is not answered into it', async () => {
  const { statuses } = await sendRaw(patient.url, [
    'GET /fhir/slow HTTP/1.1\r\nHost: g\r\n\r\nGET /fhir/slow HTTP/1.1\r\nHost: g\r\n\r\nNONSENSE\r\n\r\n',
  ])
  expect(statuses).toEqual([])
})
