import type { UpstreamBody } from '../../upstream/body.ts'
import type { BundleRewriter } from '../bundle/rewriter.ts'

/** Bytes of output that are held back before anything is sent: what fails within them is still a plain 502. */
const EAGER = 256 * 1024

/**
 * Puts an upstream's body through a rewriter. Most answers end within the first bytes and come back whole, with a
 * length; longer ones stream on, and break the connection if they turn out not to be what they began as.
 *
 * @param length how long the upstream says the body is: for no more than how much memory is taken at first.
 * @throws AnswerError, BrokenBody when it fails before anything could be sent.
 */
export async function throughRewriter(
  body: UpstreamBody,
  rewriter: BundleRewriter,
  length?: string,
): Promise<Buffer | AsyncIterable<Buffer>> {
  const source = body[Symbol.asyncIterator]()
  rewriter.hold(EAGER, Math.min(Number(length) || 0, EAGER))
  try {
    for (;;) {
      const next = await source.next()
      const [piece] = next.done ? rewriter.end() : rewriter.push(next.value)
      if (piece === undefined) continue
      if (next.done) return piece
      return Object.assign(streamOn(piece, source, rewriter, body), { destroy: () => body.destroy() })
    }
  } catch (error) {
    body.destroy()
    throw error
  }
}

async function* streamOn(
  first: Buffer,
  source: AsyncIterator<Buffer>,
  rewriter: BundleRewriter,
  body: UpstreamBody,
): AsyncGenerator<Buffer> {
  try {
    yield first
    for (;;) {
      const next = await source.next()
      yield* next.done ? rewriter.end() : rewriter.push(next.value)
      if (next.done) return
    }
  } finally {
    body.destroy()
  }
}
