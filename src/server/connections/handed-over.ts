import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** Another process listens, and hands over the connections that it takes. */
export interface Entrance {
  /** Where it listens. */
  readonly at: AddressInfo
  onConnection(listener: (connection: Socket) => void): void
}

/** Has a server that does not listen itself serve the connections that come by the entrance, as if it had taken them. */
export function serveHandedOver(server: Server, entrance: Entrance): void {
  // Node begins to enforce the timeouts of requests with this.
  server.emit('listening')
  entrance.onConnection((connection) => {
    connection.allowHalfOpen = true
    connection.setNoDelay(true)
    server.emit('connection', connection)
  })
}
