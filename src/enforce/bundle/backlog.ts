/** The bytes that have come but are not read, across chunks. */
export class Backlog {
  #rest: Buffer = NOTHING
  #more: Buffer[] = []
  #bytes = 0
  #wanted = 0

  /** Adds a chunk. True when there is enough to be worth reading. */
  add(chunk: Buffer): boolean {
    this.#more.push(chunk)
    this.#bytes += chunk.length
    return this.#bytes >= this.#wanted
  }

  /**
   * Has all of it read, in pieces that each begin where the reading of the last one ended. What is cut short by the end of
   * a chunk is read again from its own start, joined with some of the next: the rest of that is read where it lies. How much
   * is joined, and how much must have come before it is tried again, doubles while it is not enough, so that the work is
   * linear in the bytes at any size of chunks.
   *
   * @param read gives how many bytes of a piece it has read.
   */
  read(read: (piece: Buffer) => number): void {
    const chunk = this.#more.pop() ?? NOTHING
    let before = this.#more.length === 0 ? this.#rest : Buffer.concat([this.#rest, ...this.#more])
    let from = 0
    if (before.length > 0) {
      for (let tried = FIRST_TRY; ; tried *= 2) {
        const to = Math.min(Math.max(tried, before.length), chunk.length)
        const piece = to === 0 ? before : Buffer.concat([before, chunk.subarray(0, to)])
        const end = read(piece)
        if (to === chunk.length) {
          this.#keep(piece.subarray(end))
          return
        }
        from = end - before.length
        if (from >= 0) break
        before = before.subarray(end)
      }
    }
    const piece = chunk.subarray(from)
    this.#keep(piece.subarray(read(piece)))
  }

  #keep(rest: Buffer): void {
    this.#rest = rest
    this.#more = []
    this.#bytes = rest.length
    this.#wanted = rest.length * 2
  }
}

const NOTHING = Buffer.alloc(0)
/** Bytes of the next chunk within which most entries end. */
const FIRST_TRY = 4096
