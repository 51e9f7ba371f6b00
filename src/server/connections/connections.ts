import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import { networkOf } from '../../store/network.ts'

/** An open connection. */
export interface Connection {
  /** Answers that are owed on it, in their order. */
  readonly owed: ServerResponse[]
  /** performance.now() of the last end of an answer, or of the connection's beginning. */
  idleSince: number
}

/** Who is connected and who waits for an answer; what drain and socket-level errors need to know. */
export interface Connections {
  /** An answer is owed from now on. */
  begin(socket: Socket, response: ServerResponse): Connection
  /** An answer has ended; `now` is performance.now(). */
  end(connection: Connection, response: ServerResponse, now: number): void
  owed(socket: Socket): readonly ServerResponse[]
  /** Requests whose answers have not ended. */
  inflight(): number
  /** Connections, those among them that have not ended their TLS handshake. */
  open(): number
  /** Closes connections that have been without a request for so many milliseconds. */
  closeIdle(after: number): void
  destroyAll(): void
}

const NOTHING: readonly ServerResponse[] = []

export interface ConnectionLimits {
  readonly connections: number
  /** Of one address, for IPv6 of one network (`networkOf`), unless it is `exempt`. */
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
  const perNetwork = new Map<string, number>()
  let inflight = 0

  /** Under TLS requests come on the secure sockets; the bare ones are kept to end handshakes that never finish. */
  const bare = new Set<Socket>()
  const open = new Map<Socket, Connection>()

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
    const network = networkOf(address)
    perNetwork.set(network, (perNetwork.get(network) ?? 0) + 1)
    socket.once('close', () => {
      bare.delete(socket)
      leave(network)
    })
  })
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    const connection: Connection = { owed: [], idleSince: performance.now() }
    open.set(socket, connection)
    socket.once('close', () => {
      open.delete(socket)
      // After Node has told those that it tells.
      setImmediate(tellForgotten, connection.owed)
    })
  })

  function crowding(address: string): RefusedConnection | undefined {
    if (bare.size >= limits.connections) return 'total'
    const own = perNetwork.get(networkOf(address)) ?? 0
    return own >= limits.connectionsPerAddress && !exempt(address) ? 'address' : undefined
  }
  function leave(network: string): void {
    const left = (perNetwork.get(network) ?? 1) - 1
    if (left === 0) perNetwork.delete(network)
    else perNetwork.set(network, left)
  }

  return {
    begin(socket, response) {
      inflight += 1
      // One that is closed already is nobody's any more.
      const connection = open.get(socket) ?? { owed: [], idleSince: 0 }
      connection.owed.push(response)
      return connection
    },
    inflight: () => inflight,
    end(connection, response, now) {
      const { owed } = connection
      inflight -= 1
      if (owed[0] === response) owed.shift()
      else owed.splice(owed.indexOf(response), 1)
      connection.idleSince = now
    },
    owed: (socket) => open.get(socket)?.owed ?? NOTHING,
    open: () => bare.size,
    closeIdle(after) {
      const now = performance.now()
      for (const [socket, { owed, idleSince }] of open) {
        if (owed.length === 0 && now - idleSince >= after) socket.destroy()
      }
    },
    destroyAll() {
      for (const socket of [...open.keys(), ...bare]) socket.destroy()
    },
  }
}

/**
 * Tells answers that their connection has closed. Node 20 tells only the one whose turn it was to be written: those that
 * wait behind it would be owed for ever, with the upstream's connections that they are read from.
 */
function tellForgotten(owed: readonly ServerResponse[]): void {
  for (const response of [...owed]) {
    response.destroy()
    response.emit('close')
  }
}
