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
  /** Requests whose answers have not ended. */
  inflight(): number
  /** Closes connections that have been without a request for longer than `milliseconds`. */
  closeIdle(milliseconds: number): void
  destroyAll(): void
}

const NOTHING: ReadonlySet<ServerResponse> = new Set()

export interface ConnectionLimits {
  readonly connections: number
  /** Of one address, unless it is `exempt`. */
  readonly connectionsPerAddress: number
}

/** Why a connection was closed at once. */
export type RefusedConnection = 'total' | 'address'

/**
 * Follows the connections of `server` from its first one on, and closes those that come while too many are open.
 * @param exempt whether an address may have any number of them: that of a proxy, which stands for many clients
 */
export function trackConnections(
  server: Server,
  limits: ConnectionLimits,
  exempt: (address: string) => boolean = () => false,
  refused: (cause: RefusedConnection) => void = () => {},
): Connections {
  const perAddress = new Map<string, number>()
  let inflight = 0

  /** Under TLS requests come on the secure sockets; the bare ones are kept to end handshakes that never finish. */
  const bare = new Set<Socket>()
  const uses = new Map<Socket, Use>()

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const cause = crowding(address)
    // Not by server.maxConnections: a worker that is full would hand the connection back, to be offered it again at once.
    if (cause !== undefined) {
      socket.destroy()
      refused(cause)
      return
    }
    bare.add(socket)
    perAddress.set(address, (perAddress.get(address) ?? 0) + 1)
    socket.once('close', () => {
      bare.delete(socket)
      leave(address)
    })
  })
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    uses.set(socket, { owed: new Set(), idleSince: performance.now() })
    socket.once('close', () => uses.delete(socket))
  })

  function crowding(address: string): RefusedConnection | undefined {
    if (bare.size >= limits.connections) return 'total'
    const own = perAddress.get(address) ?? 0
    return own >= limits.connectionsPerAddress && !exempt(address) ? 'address' : undefined
  }
  function leave(address: string): void {
    const left = (perAddress.get(address) ?? 1) - 1
    if (left === 0) perAddress.delete(address)
    else perAddress.set(address, left)
  }

  return {
    begin(socket, response) {
      inflight += 1
      uses.get(socket)?.owed.add(response)
    },
    inflight: () => inflight,
    end(socket, response) {
      inflight -= 1
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
