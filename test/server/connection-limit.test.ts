import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { trackConnections } from '../../src/server/connections.ts'

test('connections above the limit are closed, and one that ends makes room', async () => {
  const server = createServer((_request, response) => response.end('here'))
  const connections = trackConnections(server, 2)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    let said = ''
    socket.on('data', (chunk) => (said += chunk))
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await Promise.race([once(socket, 'data'), once(socket, 'close')])
    return { socket, answered: said.startsWith('HTTP/1.1 200') }
  }
  const [first, second, third] = [await ask(), await ask(), await ask()]
  expect([first.answered, second.answered, third.answered]).toEqual([true, true, false])
  first.socket.destroy()
  await expect.poll(async () => (await ask()).answered).toBe(true)
  connections.destroyAll()
  server.close()
})
