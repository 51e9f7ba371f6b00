import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../../src/message.ts'
import type { RunningServer } from '../../../src/server/start.ts'
import { answerOf, startStub, stubGate } from '../fixtures/gate.ts'
import { openRaw, received } from '../fixtures/raw.ts'

/** Bodies of `/fhir/endless` whose readers have let go of them. */
let released = 0
/** `/fhir/never` is never answered; `/fhir/endless` never to its end. */
const gate = stubGate(async (message): Promise<Answer> => {
  if (message.target === '/fhir/endless') return answerOf(message, 200, endless())
  if (message.target === '/fhir/small') return answerOf(message, 200, '{}')
  await new Promise<void>((resolve) => message.presence.onLeave(resolve))
  return answerOf(message, 200, '{}')
})
async function* endless() {
  try {
    for (;;) yield Buffer.alloc(65_536, 'a')
  } finally {
    released += 1
  }
}

let server: RunningServer
beforeAll(async () => {
  server = await startStub(gate)
})
afterAll(() => server.close())

const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: g\r\n\r\n`

/** Sends these requests at once, and leaves when all of them have travelled. */
async function leaveAfter(...targets: readonly string[]): Promise<void> {
  const socket = openRaw(server.url)
  const before = gate.travelled.length
  socket.write(targets.map(get).join(''))
  await expect.poll(() => gate.travelled.length - before).toBe(targets.length)
  socket.destroy()
}

async function underWay(): Promise<number> {
  const { text } = await gate.metrics.expose()
  const [, count] = /^gatehouse_inflight_requests (\d+)$/m.exec(text) ?? []
  return Number(count)
}

test('a client that leaves is told to all that it has asked for, the answers that wait behind another as well', async () => {
  await leaveAfter('/fhir/never', '/fhir/never', '/fhir/small', '/fhir/never')
  await expect.poll(() => gate.lines.filter(({ outcome }) => outcome === 'aborted')).toHaveLength(4)
  expect(await underWay()).toBe(0)
})

test('an answer that waits for its turn when the client leaves is read no further', async () => {
  await leaveAfter('/fhir/never', '/fhir/endless')
  await expect.poll(() => released).toBe(1)
  await expect.poll(underWay).toBe(0)
})

test('answers that were written are counted once', async () => {
  const from = gate.lines.length
  const socket = openRaw(server.url)
  socket.write(get('/fhir/small').repeat(3))
  await received(socket, /(?:\{\}.*){3}/s)
  socket.destroy()
  await expect.poll(() => gate.lines.length - from).toBe(3)
  await expect.poll(underWay).toBe(0)
  expect(gate.lines.slice(from).map(({ outcome }) => outcome)).toEqual(['permitted', 'permitted', 'permitted'])
})
