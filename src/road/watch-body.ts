import type { AnswerBody } from '../message.ts'

type Stream = Exclude<AnswerBody, Buffer | string | null>

export interface WatchedBody extends AsyncIterable<Buffer> {
  destroy(): void
  /** Breaks the stream: nothing more comes of it, and it fails instead of ending. */
  cut(): void
}

/** @param ended called once, when nothing more of the stream is sent, however that came */
export function watchBody(body: Stream, ended: () => void): WatchedBody {
  let isCut = false
  let open = true

  function end(): void {
    if (!open) return
    open = false
    ended()
  }

  async function* iterate(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of body) {
        if (isCut) break
        yield chunk
      }
      if (isCut) throw new Error('the answer was cut')
    } finally {
      end()
    }
  }

  return {
    [Symbol.asyncIterator]: iterate,
    destroy() {
      body.destroy?.()
      end()
    },
    cut() {
      isCut = true
      body.destroy?.()
      end()
    },
  }
}
