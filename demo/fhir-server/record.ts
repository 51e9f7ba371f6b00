import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** A request as it came over the wire. */
export interface RecordedRequest {
  readonly method: string
  /** The request target, as sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[]
  /** Empty until the whole body has come. */
  bytes: Buffer
  /** The body as UTF-8 text. */
  body: string
  /** Whether the body came to its end. */
  complete: boolean
}

/** Notes the request in `log` at once, and its body as soon as that has come. */
export async function record(incoming: IncomingMessage, log: RecordedRequest[]): Promise<RecordedRequest> {
  const { method = '', url = '', headers, rawHeaders } = incoming
  const recorded: RecordedRequest = {
    method,
    url,
    headers,
    rawHeaders,
    bytes: Buffer.alloc(0),
    body: '',
    complete: false,
  }
  log.push(recorded)
  const pieces: Buffer[] = []
  try {
    for await (const piece of incoming) pieces.push(piece as Buffer)
  } catch {
    return recorded
  }
  recorded.bytes = Buffer.concat(pieces)
  recorded.body = recorded.bytes.toString()
  recorded.complete = true
  return recorded
}
