import { connect, createServer, type Socket } from 'node:net'

/** How a connection treats those who use it. `delay` holds every answer back, in milliseconds. */
export type Manner =
  | 'through'
  | 'refused'
  | 'silent'
  | 'reset'
  | 'reset-in-answer'
  | 'garbage'
  | 'half-closed'
  | 'half-closed-in-answer'
  | { readonly delay: number }

/** A TCP proxy between the gateway and something it leans on, which can be made to fail. */
export interface Wire {
  readonly port: number
  /** From now on, on open connections too. Going back to `through` begins with fresh connections. */
  behave(manner: Manner): Promise<void>
  /** Ends all open connections, once. */
  cut(): void
  stop(): Promise<void>
}

/** Bytes that are no HTTP and no RESP; the same each time. */
const GARBAGE = Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 73 + 5) % 251))

/** Starts a wire on a free loopback port; it leads to what listens on `target`. */
export async function startWire(target: () => number): Promise<Wire> {
  let manner: Manner = 'through'
  const open = new Set<Socket>()

  function keep(socket: Socket): Socket {
    open.add(socket)
    return socket.on('error', () => {}).on('close', () => open.delete(socket))
  }
  function ask(near: Socket, far: Socket, chunk: Buffer): void {
    switch (manner) {
      case 'silent':
        return
      case 'reset':
        near.resetAndDestroy()
        return
      case 'garbage':
        near.end(GARBAGE)
        return
      case 'half-closed':
        near.end()
        return
      default:
        far.write(chunk)
    }
  }
  function answer(near: Socket, chunk: Buffer): void {
    if (typeof manner === 'object') {
      setTimeout(() => near.writable && near.write(chunk), manner.delay)
      return
    }
    switch (manner) {
      case 'silent':
        return
      case 'reset-in-answer':
        near.write(chunk.subarray(0, chunk.length / 2), () => near.resetAndDestroy())
        return
      case 'half-closed-in-answer':
        near.end(chunk.subarray(0, chunk.length / 2))
        return
      default:
        if (near.writable) near.write(chunk)
    }
  }
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = keep(connect({ port: target(), host: '127.0.0.1' }))
    keep(near).on('data', (chunk) => ask(near, far, chunk))
    far.on('data', (chunk) => answer(near, chunk))
    near.on('close', () => far.destroy()).on('end', () => far.destroy())
    far.on('close', () => manner === 'silent' || near.end())
  })
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      cut()
    })
  await listen(0)
  const { port } = server.address() as { port: number }
  return {
    port,
    async behave(next) {
      const before = manner
      manner = next
      if (next === 'refused') return close()
      if (next !== 'through') return
      if (before === 'refused') await listen(port)
      else cut()
    },
    cut,
    stop: () => (server.listening ? close() : Promise.resolve()),
  }
}
