import { BrokenBody } from './failure.ts'
import type { UpstreamFailure } from './message.ts'

/** Bytes held for a slow reader before the upstream socket is paused. */
const HIGH_WATER = 128 * 1024
/**
 * What may still come, in bytes and milliseconds, of a body that nobody wants, such as an error's, before its connection
 * is closed: to take the little that is left costs less than a new connection.
 */
const DISCARD = { bytes: 64 * 1024, time: 1000 }

/** A response body: read it once, by iteration or whole; or destroy it, which frees the connection, if need be by closing it. */
export interface UpstreamBody extends AsyncIterable<Buffer> {
  /** All of it as one Buffer; without a copy when it came in one piece. `too-large` destroys the rest. */
  whole(limit: number): Promise<Buffer | 'too-large' | UpstreamFailure>
  destroy(): void
}

/** What the transport does with a body. */
export interface BodySink {
  readonly body: UpstreamBody
  push(chunk: Buffer): void
  end(): void
  fail(failure: UpstreamFailure): void
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
export function createBody(flow: Flow): BodySink {
  let chunks: Buffer[] = []
  let held = 0
  let paused = false
  let state: 'open' | 'ended' | UpstreamFailure = 'open'
  let wake: (() => void) | undefined
  let discarding: NodeJS.Timeout | undefined

  function settle(next: 'ended' | UpstreamFailure): void {
    clearTimeout(discarding)
    if (state !== 'open') return
    state = next
    wake?.()
  }
  function take(): Buffer[] {
    const taken = chunks
    chunks = []
    held = 0
    if (paused) {
      paused = false
      flow.resume()
    }
    return taken
  }
  function arrival(): Promise<void> {
    return new Promise((resolve) => {
      wake = () => {
        wake = undefined
        resolve()
      }
    })
  }
  function destroy(): void {
    if (state === 'open') {
      settle({ failed: 'aborted', detail: 'DESTROYED' })
      discarding = setTimeout(flow.abort, DISCARD.time)
      discarding.unref()
    }
    take()
  }

  async function* iterate(): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (;;) {
        for (const chunk of take()) yield chunk
        if (state === 'ended' && chunks.length === 0) return
        if (typeof state === 'object') throw new BrokenBody(state)
        if (chunks.length === 0) await arrival()
      }
    } finally {
      destroy()
    }
  }

  async function whole(limit: number): Promise<Buffer | 'too-large' | UpstreamFailure> {
    const parts: Buffer[] = []
    let size = 0
    for (;;) {
      for (const chunk of take()) {
        parts.push(chunk)
        size += chunk.length
      }
      if (size > limit) {
        destroy()
        return 'too-large'
      }
      if (typeof state === 'object') return state
      if (state === 'ended') return parts.length === 1 ? parts[0]! : Buffer.concat(parts, size)
      await arrival()
    }
  }

  return {
    body: { [Symbol.asyncIterator]: iterate, whole, destroy },
    push(chunk) {
      held += chunk.length
      if (state !== 'open') {
        if (held > DISCARD.bytes) flow.abort()
        return
      }
      chunks.push(chunk)
      if (held >= HIGH_WATER && !paused) {
        paused = true
        flow.pause()
      }
      wake?.()
    },
    end: () => settle('ended'),
    fail: settle,
  }
}
