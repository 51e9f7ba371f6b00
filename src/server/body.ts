import type { IncomingMessage } from 'node:http'
import type { BodyFailure } from '../message.ts'

export interface BodyLimits {
  /** Bytes. */
  readonly size: number
  /** Milliseconds without a byte. */
  readonly idle: number
  /** Milliseconds for the whole of it. */
  readonly total: number
}

/**
 * Reads a request body into one Buffer.
 *
 * Two clocks run: a slow upload may go on while it progresses, but neither a stalled one nor an endless trickle holds
 * memory and a connection for ever. A `Content-Length` above the limit is refused before the first byte is awaited.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer | BodyFailure> {
  if (Number(request.headers['content-length'] ?? 0) > limits.size) return Promise.resolve('too-large')
  if (request.destroyed && !request.complete) return Promise.resolve('aborted')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const total = setTimeout(() => settle('timeout'), limits.total)
    const idle = setTimeout(() => settle('timeout'), limits.idle)

    function onData(chunk: Buffer): void {
      size += chunk.length
      chunks.push(chunk)
      if (size > limits.size) settle('too-large')
      else idle.refresh()
    }
    const onEnd = () => settle(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size))
    const onGone = () => settle('aborted')
    function settle(result: Buffer | BodyFailure): void {
      clearTimeout(total)
      clearTimeout(idle)
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
      // A request stream that errs later, with nobody listening, would end the process.
      request.on('error', () => {})
      request.pause()
      resolve(result)
    }
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  })
}
