/** Room for the records of one scan, which those of the next are written over. */
export interface Tape {
  /** A copy of these records, good until the next are held. */
  hold(records: Uint32Array): Uint32Array
}

/** Bytes of a tape that is worth keeping: the records of some thousand entries. */
const KEPT_BYTES = 1024 * 1024
/** Tapes that nobody uses. As many are made as there are scans within each other, two or three at most. */
const free: GrowingTape[] = []

class GrowingTape implements Tape {
  #words = new Uint32Array(16 * 1024)

  get isKept(): boolean {
    return this.#words.byteLength <= KEPT_BYTES
  }

  hold(records: Uint32Array): Uint32Array {
    if (records.length > this.#words.length) this.#words = new Uint32Array(records.length * 2)
    this.#words.set(records)
    return this.#words.subarray(0, records.length)
  }
}

/** Does work for which it lends a tape. What was read from the tape's records may not be asked afterwards. */
export function withTape(work: (tape: Tape) => void): void {
  const tape = free.pop() ?? new GrowingTape()
  try {
    work(tape)
  } finally {
    if (tape.isKept) free.push(tape)
  }
}
