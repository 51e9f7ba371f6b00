/** The bytes that have come but are not read, across chunks. */
export interface Backlog {
  /** Adds a chunk. True when there is enough to be worth reading. */
  add(chunk: Buffer): boolean
  /** All of it in one piece, which is then to be read, and the rest put back by `keep`. */
  take(): Buffer
  keep(rest: Buffer): void
}

/**
 * What is cut short by the end of a chunk is read again from its own start later, which keeps the reading simple and fast.
 * It is offered again only when there is twice as much of it, so that the work is linear in the bytes at any size of chunks.
 */
export function createBacklog(): Backlog {
  let chunks: Buffer[] = []
  let bytes = 0
  let wanted = 0
  return {
    add(chunk) {
      chunks.push(chunk)
      bytes += chunk.length
      return bytes >= wanted
    },
    take() {
      return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes)
    },
    keep(rest) {
      chunks = rest.length === 0 ? [] : [rest]
      bytes = rest.length
      wanted = rest.length * 2
    },
  }
}
