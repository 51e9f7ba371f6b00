import { type AddressInfo, createServer, type Socket } from 'node:net'

/** Where connections are dealt to. */
export interface Taker {
  isConnected(): boolean
  /** `done` is called when the connection is on its way, or cannot be. */
  take(connection: Socket, done: (error: Error | null) => void): void
}

/** The clients' address, held open by the primary, however its workers come and go. */
export interface Door {
  readonly at: AddressInfo
  /** Gives this worker its turn at new connections. */
  join(taker: Taker): void
  /** It gets no more. What it was given came to it before anything that it is sent after this. */
  part(taker: Taker): void
  /** Takes no more connections. All that were taken have been dealt when this settles. */
  close(): Promise<void>
}

/**
 * Listens, and deals out connections in turn; to a worker that is slow to take them, fewer. Nothing is read from them here.
 * Node's own way of sharing a port lets go of a connection that is on its way to a worker when that stops listening.
 *
 * @throws when the address is taken
 */
export async function openDoor(listen: { readonly host: string; readonly port: number }): Promise<Door> {
  /** In the order of their turns, with how many connections have yet to go out to each. */
  const takers = new Map<Taker, number>()
  const server = createServer({ pauseOnConnect: true }, deal)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ ...listen }, resolve)
  })
  server.removeAllListeners('error')
  // The system has no file left for one more connection, for example.
  server.on('error', () => {})

  function deal(connection: Socket): void {
    connection.on('error', () => {})
    const taker = next()
    if (taker === undefined) return void connection.destroy()
    const waiting = takers.get(taker) ?? 0
    // Whose turn it was comes last again.
    takers.delete(taker)
    takers.set(taker, waiting + 1)
    taker.take(connection, (error) => {
      if (takers.has(taker)) takers.set(taker, (takers.get(taker) ?? 1) - 1)
      if (error !== null) connection.destroy()
    })
  }

  function next(): Taker | undefined {
    let best: Taker | undefined
    let least = Number.POSITIVE_INFINITY
    for (const [taker, waiting] of takers) {
      if (waiting < least && taker.isConnected()) [best, least] = [taker, waiting]
    }
    return best
  }

  return {
    at: server.address() as AddressInfo,
    join: (taker) => void takers.set(taker, 0),
    part: (taker) => void takers.delete(taker),
    close: () =>
      // Right after the system was asked for new connections: one that it completes later than that is reset.
      new Promise((resolve) => {
        setImmediate(() => {
          server.close()
          resolve()
        })
      }),
  }
}
