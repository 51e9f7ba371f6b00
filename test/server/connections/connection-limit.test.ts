import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type ConnectionLimits, trackConnections } from '../../../src/server/connections/connections.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A server with these limits, and a way to ask it once on a connection that stays open. */
async function start(limits: ConnectionLimits, exempt?: (address: string) => boolean) {
  const server = createServer((_request, response) => response.end('here'))
  const refused: string[] = []
  const connections = trackConnections(server, limits, exempt, (cause) => refused.push(cause))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  ends.push(() => {
    connections.destroyAll()
    server.close()
  })
  const ask = async (localAddress = '127.0.0.1') => {
    const socket = connect({ port, host: '127.0.0.1', localAddress }).on('error', () => {})
    let said = ''
    socket.on('data', (chunk) => (said += chunk))
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    // Not `once` of node:events, which fails where a connection that is refused is reset.
    await new Promise((resolve) => socket.once('data', resolve).once('close', resolve))
    return { socket, answered: said.startsWith('HTTP/1.1 200') }
  }
  return { ask, refused }
}

test('connections above the limit are closed, and one that ends makes room', async () => {
  const { ask, refused } = await start({ connections: 2, connectionsPerAddress: 100 })
  const [first, second, third] = [await ask(), await ask(), await ask()]
  expect([first.answered, second.answered, third.answered]).toEqual([true, true, false])
  first.socket.destroy()
  await expect.poll(async () => (await ask()).answered).toBe(true)
  expect(new Set(refused)).toEqual(new Set(['total']))
})

test('one address has its own limit, which does not touch others', async () => {
  const { ask, refused } = await start({ connections: 100, connectionsPerAddress: 2 })
  const answered = [(await ask()).answered, (await ask()).answered, (await ask()).answered]
  expect(answered).toEqual([true, true, false])
  expect((await ask('127.0.0.2')).answered).toBe(true)
  expect(refused).toEqual(['address'])
})

test('a trusted proxy stands for many clients and has no limit of its own', async () => {
  const { ask } = await start({ connections: 3, connectionsPerAddress: 1 }, (address) => address === '127.0.0.1')
  expect([(await ask()).answered, (await ask()).answered, (await ask()).answered]).toEqual([true, true, true])
  expect((await ask()).answered).toBe(false)
})

test('the addresses of one IPv6 network share one limit', () => {
  const server = createServer()
  server.removeAllListeners('connection')
  trackConnections(server, { connections: 100, connectionsPerAddress: 2 })
  const isOpen = (remoteAddress: string) => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })
    server.emit('connection', socket)
    return !socket.destroyed
  }
  const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3', '2001:db8:0:1::1']
  expect(addresses.map(isOpen)).toEqual([true, true, false, true])
})
