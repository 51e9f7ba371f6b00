import type { UpstreamBody } from '../../upstream/body.ts'
import type { BundleRewriter } from '../bundle/rewriter.ts'

/** Bytes of output that are held back before anything is sent: what fails within them is still a plain 502. */
const EAGER = 256 * 1024

/**
 * Puts an upstream's body through a rewriter. Most answers end within the first bytes and come back whole, with a
 * length; longer ones stream on, and break the connection if they turn out not to be what they began as.
 *
 * @throws AnswerError, BrokenBody when it fails before anything could be sent.
 */
export async function throughRewriter(
  body: UpstreamBody,
  rewriter: BundleRewriter,
): Promise<Buffer | AsyncIterable<Buffer>> {
  const source = body[Symbol.asyncIterator]()
  const held: Buffer[] = []
  let size = 0
  try {
    while (size < EAGER) {
      const next = await source.next()
      const pieces = next.done ? rewriter.end() : rewriter.push(next.value)
      for (const piece of pieces) size += piece.length
      held.push(...pieces)
      if (next.done) return Buffer.concat(held, size)
    }
  } catch (error) {
    body.destroy()
    throw error
  }
  return Object.assign(streamOn(held, source, rewriter, body), { destroy: () => body.destroy() })
}

async function* streamOn(
  held: readonly Buffer[],
  source: AsyncIterator<Buffer>,
  rewriter: BundleRewriter,
  body: UpstreamBody,
): AsyncGenerator<Buffer> {
  try {
    yield Buffer.concat(held)
    for (;;) {
      const next = await source.next()
      const pieces = next.done ? rewriter.end() : rewriter.push(next.value)
      if (pieces.length > 0) yield Buffer.concat(pieces)
      if (next.done) return
    }
  } finally {
    body.destroy()
  }
}
