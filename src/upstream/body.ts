import { BrokenBody } from './failure.ts'
import type { UpstreamFailure } from './message.ts'

/** Bytes held for a slow reader before the upstream socket is paused. */
const HIGH_WATER = 128 * 1024
/**
 * What may still come, in bytes and milliseconds, of a body that nobody wants, such as an error's, before its connection
 * is closed: to take the little that is left costs less than a new connection.
 */
const DISCARD = { bytes: 64 * 1024, time: 1000 }

/** All of a body as one Buffer, or why it cannot be had. */
export type WholeBody = Buffer | 'too-large' | UpstreamFailure

/** A response body: read it once, by iteration or whole; or destroy it, which frees the connection, if need be by closing it. */
export interface UpstreamBody extends AsyncIterable<Buffer> {
  /** Without a copy when it came in one piece, and without a promise when all of it is there. `too-large` destroys the rest. */
  whole(limit: number): WholeBody | Promise<WholeBody>
  destroy(): void
}

/** How a body steers its transport. */
export interface Flow {
  pause(): void
  resume(): void
  abort(): void
}

/**
 * Joins a pushing transport and a pulling reader. At most HIGH_WATER bytes (and the chunk that crossed it) wait
 * between them; what has come when the reader arrives is handed over without a further turn of the event loop.
 */
export class ReceivedBody implements UpstreamBody {
  readonly #flow: Flow
  #chunks: Buffer[] = []
  #held = 0
  #paused = false
  #state: 'open' | 'ended' | UpstreamFailure = 'open'
  #wake: (() => void) | undefined
  #discarding: NodeJS.Timeout | undefined

  constructor(flow: Flow) {
    this.#flow = flow
  }

  push(chunk: Buffer): void {
    this.#held += chunk.length
    if (this.#state !== 'open') {
      if (this.#held > DISCARD.bytes) this.#flow.abort()
      return
    }
    this.#chunks.push(chunk)
    if (this.#held >= HIGH_WATER && !this.#paused) {
      this.#paused = true
      this.#flow.pause()
    }
    this.#wake?.()
  }

  end(): void {
    this.#settle('ended')
  }

  fail(failure: UpstreamFailure): void {
    this.#settle(failure)
  }

  whole(limit: number): WholeBody | Promise<WholeBody> {
    if (this.#state === 'open' && this.#held <= limit) return this.#gather(limit)
    const size = this.#held
    return this.#joined(this.#take(), size, limit)
  }

  destroy(): void {
    if (this.#state === 'open') {
      this.#settle({ failed: 'aborted', detail: 'DESTROYED' })
      this.#discarding = setTimeout(() => this.#flow.abort(), DISCARD.time)
      this.#discarding.unref()
    }
    this.#take()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (;;) {
        for (const chunk of this.#take()) yield chunk
        if (this.#state === 'ended' && this.#chunks.length === 0) return
        if (typeof this.#state === 'object') throw new BrokenBody(this.#state)
        if (this.#chunks.length === 0) await this.#arrival()
      }
    } finally {
      this.destroy()
    }
  }

  async #gather(limit: number): Promise<WholeBody> {
    const parts: Buffer[] = []
    let size = 0
    for (;;) {
      for (const chunk of this.#take()) {
        parts.push(chunk)
        size += chunk.length
      }
      if (size > limit || this.#state !== 'open') return this.#joined(parts, size, limit)
      await this.#arrival()
    }
  }

  #joined(parts: readonly Buffer[], size: number, limit: number): WholeBody {
    if (size > limit) {
      this.destroy()
      return 'too-large'
    }
    if (typeof this.#state === 'object') return this.#state
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts, size)
  }

  #settle(next: 'ended' | UpstreamFailure): void {
    clearTimeout(this.#discarding)
    if (this.#state !== 'open') return
    this.#state = next
    this.#wake?.()
  }

  #take(): Buffer[] {
    const taken = this.#chunks
    this.#chunks = []
    this.#held = 0
    if (this.#paused) {
      this.#paused = false
      this.#flow.resume()
    }
    return taken
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined
        resolve()
      }
    })
  }
}
