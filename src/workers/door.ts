import { type AddressInfo, createServer, type Socket } from 'node:net'

/** Where connections are dealt to. */
export interface Taker {
  isConnected(): boolean
  /**
   * Hands over a copy of the connection. The number goes with it, for the taker to say that it has it.
   * @param failed called when it cannot be handed over though the taker lives
   */
  take(id: number, connection: Socket, failed: () => void): void
}

/** The clients' address, held open by the primary, however its workers come and go. */
export interface Door {
  readonly at: AddressInfo
  /** Gives this worker its turn at new connections. */
  join(taker: Taker): void
  /** It has the connection with this number. */
  taken(taker: Taker, id: number): void
  /** It gets no more. What it was given comes to it before anything that it is sent after this. */
  part(taker: Taker): void
  /** It is gone: what it has not taken is dealt to the others. */
  lose(taker: Taker): void
  /** Takes no more connections. All that were taken have been dealt when this settles. */
  close(): Promise<void>
}

/**
 * Listens, and deals out connections in turn; to a worker that is slow to take them, fewer. Nothing is read from them here.
 * Node's own way of sharing a port lets go of a connection that is on its way to a worker when that stops listening, and
 * its channel never closes one that is on its way to a worker when that dies. So a connection is kept until it is taken.
 *
 * @throws when the address is taken
 */
export async function openDoor(listen: { readonly host: string; readonly port: number }): Promise<Door> {
  /** In the order of their turns. */
  const takers = new Set<Taker>()
  /** What each taker has been given and has not taken yet, in that order. */
  const given = new Map<Taker, Map<number, Socket>>()
  let lastId = 0
  const server = createServer({ pauseOnConnect: true }, (connection) => {
    connection.on('error', () => {})
    deal(connection)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ ...listen }, resolve)
  })
  server.removeAllListeners('error')
  // The system has no file left for one more connection, for example.
  server.on('error', () => {})

  function deal(connection: Socket): void {
    const taker = next()
    if (taker === undefined) return void connection.destroy()
    // Whose turn it was comes last again.
    takers.delete(taker)
    takers.add(taker)
    lastId += 1
    const id = lastId
    const waiting = given.get(taker) ?? new Map<number, Socket>()
    given.set(taker, waiting.set(id, connection))
    taker.take(id, connection, () => {
      if (waiting.delete(id)) connection.destroy()
    })
  }

  function next(): Taker | undefined {
    let best: Taker | undefined
    let least = Number.POSITIVE_INFINITY
    for (const taker of takers) {
      const waiting = given.get(taker)?.size ?? 0
      if (waiting < least && taker.isConnected()) [best, least] = [taker, waiting]
    }
    return best
  }

  function taken(taker: Taker, id: number): void {
    const waiting = given.get(taker)
    if (waiting === undefined) return
    for (const [earlier, connection] of waiting) {
      if (earlier > id) break
      waiting.delete(earlier)
      if (earlier === id) connection.destroy()
      // They come in order, so this one got lost: the worker had no file left for it, for example.
      else deal(connection)
    }
  }

  function lose(taker: Taker): void {
    takers.delete(taker)
    const waiting = given.get(taker) ?? []
    given.delete(taker)
    for (const [, connection] of waiting) deal(connection)
  }

  return {
    at: server.address() as AddressInfo,
    join: (taker) => void takers.add(taker),
    taken,
    part: (taker) => void takers.delete(taker),
    lose,
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
