import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'

interface Use {
  /** Answers that are owed on it. */
  readonly owed: Set<ServerResponse>
  /** performance.now() of the last end of an answer, or of the connection's beginning. */
  idleSince: number
}

/** Who is connected and who waits for an answer; what drain and socket-level errors need to know. */
export interface Connections {
  begin(socket: Socket, response: ServerResponse): void
  end(socket: Socket, response: ServerResponse): void
  owed(socket: Socket): ReadonlySet<ServerResponse>
  /** Closes connections that have been without a request for longer than `milliseconds`. */
  closeIdle(milliseconds: number): void
  destroyAll(): void
}

const NOTHING: ReadonlySet<ServerResponse> = new Set()

/** Follows the connections of `server` from its first one on, and closes those that come while `most` are open. */
export function trackConnections(server: Server, most: number): Connections {
  /** Under TLS requests come on the secure sockets; the bare ones are kept to end handshakes that never finish. */
  const bare = new Set<Socket>()
  const uses = new Map<Socket, Use>()

  server.on('connection', (socket: Socket) => {
    // Not by server.maxConnections: a worker that is full would hand the connection back, to be offered it again at once.
    if (bare.size >= most) {
      socket.destroy()
      return
    }
    bare.add(socket)
    socket.once('close', () => bare.delete(socket))
  })
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    uses.set(socket, { owed: new Set(), idleSince: performance.now() })
    socket.once('close', () => uses.delete(socket))
  })

  return {
    begin: (socket, response) => uses.get(socket)?.owed.add(response),
    end(socket, response) {
      const use = uses.get(socket)
      if (use === undefined) return
      use.owed.delete(response)
      use.idleSince = performance.now()
    },
    owed: (socket) => uses.get(socket)?.owed ?? NOTHING,
    closeIdle(milliseconds) {
      const before = performance.now() - milliseconds
      for (const [socket, use] of uses) if (use.owed.size === 0 && use.idleSince <= before) socket.destroy()
    },
    destroyAll() {
      for (const socket of [...uses.keys(), ...bare]) socket.destroy()
    },
  }
}
