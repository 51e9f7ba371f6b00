import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Connections } from './connections.ts'

/** Milliseconds between looks at what may be closed. */
const TICK = 50
/**
 * Milliseconds a connection stays open after its last answer, or without any request yet. A request may already be on its
 * way on it; it will be answered with `Connection: close`. Closing at once would cut it off, and the client could not know
 * whether it was heard. A client on a busy machine may be slow.
 */
const GRACE = 1000

/**
 * Ends a server without cutting an answer: no new connections, requests in flight run to their end, idle connections
 * are closed. Whatever is left after `limit` milliseconds is cut. Resolves to whether no answer had to be.
 */
export function drain(server: Server, connections: Connections, limit: number): Promise<boolean> {
  return new Promise((resolve) => {
    let whole = true
    // After the sockets were looked at: a request that came during a pause of this process has been heard then.
    const tick = setInterval(() => setImmediate(look), TICK)
    const deadline = setTimeout(() => {
      whole = connections.inflight() === 0
      connections.destroyAll()
    }, limit)
    // Not http.Server's own close: that one also ends idle connections at once, and stops enforcing the timeouts.
    const listens = server.listening
    if (listens) NetServer.prototype.close.call(server, end)

    function look(): void {
      connections.closeIdle(GRACE)
      // One that does not listen itself has nobody who says so.
      if (!listens && connections.open() === 0) end()
    }

    function end(): void {
      clearInterval(tick)
      clearTimeout(deadline)
      resolve(whole)
    }
  })
}
