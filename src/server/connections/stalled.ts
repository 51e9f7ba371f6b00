import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Connections } from './connections.ts'

/**
 * Closes connections on which nothing has moved for `idle` milliseconds: those without a request, and those whose client
 * does not take its answer. A client that waits for a slow answer is not at fault and stays.
 */
export function closeStalled(server: Server, connections: Connections, idle: number): void {
  server.setTimeout(idle, (socket: Socket) => {
    const waits = connections.owed(socket).length > 0 && socket.writableLength === 0
    if (waits) socket.setTimeout(idle)
    else socket.destroy()
  })
}
