import { connect, createServer, type Socket } from 'node:net'
import { listenOnLoopback } from '../fixtures/http-bytes.ts'

/** Stands between a proxy and the gateway, hands every byte on, and keeps those that come from the proxy. */
export interface Tap {
  readonly port: number
  /** What came on each connection since it was opened, or since `clear`; Latin-1. */
  connections(): readonly string[]
  clear(): void
  stop(): Promise<void>
}

export async function startTap(to: string): Promise<Tap> {
  const { hostname, port: behind } = new URL(to)
  const received = new Map<Socket, Buffer[]>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const chunks: Buffer[] = []
    received.set(socket, chunks)
    const on = connect({ host: hostname, port: Number(behind) })
    for (const each of [socket, on]) {
      sockets.add(each)
      each.on('error', () => {}).on('close', () => sockets.delete(each))
    }
    socket.on('data', (chunk) => received.get(socket)?.push(chunk))
    socket.pipe(on).pipe(socket)
    on.on('close', () => socket.destroy())
  })
  const port = await listenOnLoopback(server)
  return {
    port,
    connections: () => [...received.values()].map((chunks) => Buffer.concat(chunks).toString('latin1')).filter(Boolean),
    clear() {
      for (const [socket] of received) {
        if (socket.destroyed) received.delete(socket)
        else received.set(socket, [])
      }
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
