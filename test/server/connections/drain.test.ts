import { Agent, request } from 'node:http'
import { expect, test } from 'vitest'
import type { ClientMessage } from '../../../src/message.ts'
import { startStopwatch } from '../../fixtures/stopwatch.ts'
import { answerOf, friendly, startStub, stubGate } from '../fixtures/gate.ts'
import { openRaw, received } from '../fixtures/raw.ts'

/** A road that holds every message until `release`. */
function holdingRoad() {
  const held: (() => void)[] = []
  const road = (message: ClientMessage) =>
    new Promise<ReturnType<typeof answerOf>>((resolve) =>
      held.push(() => resolve(answerOf(message, 200, '{"held":true}'))),
    )
  return { road, held }
}

test('a request in flight is finished, its connection closed after it, and then everything is released', async () => {
  const { road, held } = holdingRoad()
  const gate = stubGate(road)
  const server = await startStub(gate)
  const socket = openRaw(server.url)
  socket.write('GET /fhir HTTP/1.1\r\nHost: g\r\n\r\n')
  await expect.poll(() => held.length).toBe(1)
  const closing = server.close()
  const ready = await fetch(`${server.adminUrl}/readyz`)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({ state: 'draining' })
  await expect(fetch(`${server.url}/Patient`)).rejects.toThrow()
  expect(gate.closed).toBe(false)
  held[0]!()
  expect(await received(socket, /held/)).toMatch(/connection: close/i)
  expect(await closing).toBe(true)
  expect(gate.closed).toBe(true)
})

test('idle keep-alive connections, and ones that never asked, do not hold the end up', async () => {
  const server = await startStub(stubGate(friendly))
  const idle = openRaw(server.url)
  idle.write('GET /fhir HTTP/1.1\r\nHost: g\r\n\r\n')
  await received(idle, /\}/)
  const silent = openRaw(server.url)
  await new Promise((resolve) => silent.once('connect', resolve))
  const elapsed = startStopwatch()
  expect(await server.close()).toBe(true)
  expect(elapsed()).toBeLessThan(2000)
})

test('what is not finished at the limit is cut, and said to be', async () => {
  const { road, held } = holdingRoad()
  const server = await startStub(stubGate(road), { timeouts: { drain: 300 } })
  const socket = openRaw(server.url)
  socket.write('GET /fhir HTTP/1.1\r\nHost: g\r\n\r\n')
  await expect.poll(() => held.length).toBe(1)
  expect(await server.close()).toBe(false)
  socket.destroy()
})

test('closing twice closes once', async () => {
  const server = await startStub(stubGate(friendly))
  expect(await Promise.all([server.close(), server.close()])).toEqual([true, true])
})

test('an address that is taken stops the start and releases the gate', async () => {
  const server = await startStub(stubGate(friendly))
  const gate = stubGate(friendly)
  const listen = { host: '127.0.0.1', port: Number(new URL(server.adminUrl).port) }
  await expect(startStub(gate, { admin: { listen } })).rejects.toThrow()
  expect(gate.closed).toBe(true)
  await server.close()
})

test('draining under load cuts no answer', async () => {
  const server = await startStub(stubGate(friendly))
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const outcomes: string[] = []
  let stopping = false
  const ask = () =>
    new Promise<string>((resolve) => {
      request(`${server.url}/Patient`, { agent }, (response) => {
        let text = ''
        response.on('data', (chunk) => (text += chunk))
        response.on('end', () => resolve(text === '{"resourceType":"Bundle"}' ? 'whole' : 'cut'))
        response.on('error', () => resolve('cut'))
      })
        // Not taken up at all: the client knows that nothing was done.
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'cut'))
        .end()
    })
  async function client(): Promise<void> {
    for (;;) {
      const outcome = await ask()
      outcomes.push(outcome)
      if (outcome === 'refused') return
      if (outcomes.length > 200) stopping = true
    }
  }
  const clients = Array.from({ length: 16 }, client)
  await expect.poll(() => stopping).toBe(true)
  expect(await server.close()).toBe(true)
  await Promise.all(clients)
  expect(outcomes.filter((outcome) => outcome === 'cut')).toEqual([])
  expect(outcomes.filter((outcome) => outcome === 'whole').length).toBeGreaterThan(200)
  agent.destroy()
})
