import { ReceivedBody, type UpstreamBody } from '../../src/upstream/body.ts'

/** A body that has come whole. */
export function bodyOf(text: string): UpstreamBody {
  const body = new ReceivedBody({ pause() {}, resume() {}, abort() {} })
  if (text !== '') body.push(Buffer.from(text))
  body.end()
  return body
}
