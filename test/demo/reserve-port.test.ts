import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { reservePort } from '../../demo/sandbox/reserve-port.ts'
import { freePort } from '../fixtures/free-port.ts'

/** What comes of listening on a port: nothing, or the error's code. */
function listenOn(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
}

test('a reserved port is nobody else’s until it is released', async () => {
  const { port, release } = await reservePort(await freePort())
  expect(await listenOn(port)).toBe('EADDRINUSE')
  await release()
  expect(await listenOn(port)).toBeUndefined()
})

test('another port is taken where the wanted one is not free', async () => {
  const first = await reservePort(await freePort())
  const second = await reservePort(first.port)
  expect(second.port).not.toBe(first.port)
  await Promise.all([first.release(), second.release()])
})
