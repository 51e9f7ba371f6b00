import { afterEach, expect, test } from 'vitest'
import { createHealth } from '../../src/upstream/health.ts'
import { clientOf, read, startRawUpstream, startUpstream, stopAll } from './fixtures/server.ts'

afterEach(stopAll)

function health(alive: boolean) {
  const changes: boolean[] = []
  const made = createHealth({ interval: 60_000, probe: async () => alive, changed: (up) => changes.push(up) })
  return { ...made, changes }
}

test('is unknown until the first probe, then what the probe says', async () => {
  const up = health(true)
  const down = health(false)
  expect([up.state(), down.state()]).toEqual(['unknown', 'unknown'])
  await expect.poll(() => [up.state(), down.state()]).toEqual(['up', 'down'])
  expect([up.changes, down.changes]).toEqual([[true], [false]])
  up.stop()
  down.stop()
})

test('three failures in a row are down, any answer is up again', async () => {
  const { saw, state, changes, stop } = health(true)
  await expect.poll(state).toBe('up')
  saw({ failed: 'connect', detail: '' })
  saw({ failed: 'timeout', detail: '' })
  saw({ status: 500 })
  saw({ failed: 'reset', detail: '' })
  saw({ failed: 'reset', detail: '' })
  expect(state()).toBe('up')
  saw({ failed: 'reset', detail: '' })
  expect(state()).toBe('down')
  saw({ status: 404 })
  expect(state()).toBe('up')
  expect(changes).toEqual([true, false, true])
  stop()
})

test('clients that leave do not make the upstream look down', async () => {
  const { saw, state, stop } = health(true)
  await expect.poll(state).toBe('up')
  for (let i = 0; i < 10; i++) saw({ failed: 'aborted', detail: '' })
  expect(state()).toBe('up')
  stop()
})

test.each([
  [200, 'up'],
  [401, 'up'],
  [503, 'down'],
] as const)('a probe answered %i means %s', async (status, state) => {
  const upstream = await startUpstream((_request, response) => response.writeHead(status).end('{}'))
  const { client, states } = clientOf(upstream.url, { health: { path: '/metadata', interval: 60_000 } })
  await expect.poll(() => client.health.state()).toBe(state)
  expect(upstream.received[0]?.line).toBe('GET /fhir/metadata')
  expect(states).toEqual([state === 'up'])
})

test('an upstream that goes and comes back is seen by the probe', async () => {
  let alive = true
  const upstream = await startRawUpstream((socket) =>
    alive ? socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n') : socket.destroy(),
  )
  const { client } = clientOf(upstream.url, { health: { path: '/metadata', interval: 50 } })
  await expect.poll(() => client.health.state()).toBe('up')
  alive = false
  await expect.poll(() => client.health.state()).toBe('down')
  expect(await client.send(read)).toMatchObject({ failed: 'reset' })
  alive = true
  await expect.poll(() => client.health.state()).toBe('up')
})
