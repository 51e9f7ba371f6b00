import { once } from 'node:events'
import { connect } from 'node:net'
import type { TestRedis } from '../fixtures/redis.ts'

/** Sends one inline command to Redis itself, past the wire, and expects `+OK`. */
export async function command({ port }: TestRedis, line: string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${line}\r\n`)
  const [answer] = await once(socket, 'data')
  socket.destroy()
  if (!String(answer).startsWith('+OK')) throw new Error(`${line}: ${answer}`)
}
