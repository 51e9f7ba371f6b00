import type { ClientMessage } from '../../message.ts'
import { randomDigits } from './trace-ids.ts'

const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/

/**
 * The headers of an upstream request, with those that the gateway adds. They say who asked and under which address we are
 * reached, always in our own words: the client's forwarding headers are not believed.
 */
export function gatewayHeaders(
  written: Readonly<Record<string, string>>,
  message: ClientMessage,
  publicUrl: Readonly<URL>,
): Record<string, string> {
  const own = {
    'x-request-id': message.id,
    'x-forwarded-for': message.remoteAddress,
    'x-forwarded-proto': publicUrl.protocol.slice(0, -1),
    'x-forwarded-host': publicUrl.host,
    traceparent: nextTraceparent(message.headers.traceparent),
  }
  return Object.assign({}, written, own)
}

/** Continues the client's trace as a span of ours, or begins one (W3C Trace Context §3.2). */
function nextTraceparent(given: string | string[] | undefined): string {
  const match = typeof given === 'string' ? traceparent.exec(given) : null
  const trace = match && !/^0+$/.test(match[1] as string) ? match[1] : randomDigits(32)
  return `00-${trace}-${randomDigits(16)}-${match?.[2] ?? '01'}`
}
