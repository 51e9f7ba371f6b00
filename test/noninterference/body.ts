import { createBody, type UpstreamBody } from '../../src/upstream/body.ts'

/** A body that has come whole. */
export function bodyOf(text: string): UpstreamBody {
  const sink = createBody({ pause() {}, resume() {}, abort() {} })
  if (text !== '') sink.push(Buffer.from(text))
  sink.end()
  return sink.body
}
