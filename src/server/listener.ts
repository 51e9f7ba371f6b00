import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { ServerSettings } from './settings.ts'
import type { SecureOptions } from './tls.ts'

/** How often Node looks for connections past their deadline; its default of 30 s would make every shorter limit a fiction. */
const CHECK_INTERVAL = 1000
/** The parser's limits lie this far above our own, so that ours answer, with a body and a record, and Node's are the net. */
const SLACK = { bytes: 1024, milliseconds: 2000 }
/** A connection is renewed after this many requests, so that load finds new replicas. */
const REQUESTS_PER_CONNECTION = 10_000

/** The Node server with every limit of `server.limits` and `server.timeouts` set; Node's own defaults leave most of them off. */
export function createListener(
  settings: ServerSettings,
  secure: SecureOptions | undefined,
  handler: RequestListener,
): Server {
  const { limits, timeouts } = settings
  const options = {
    maxHeaderSize: limits.url + limits.headers + SLACK.bytes,
    headersTimeout: timeouts.headers,
    // INVARIANT: above headersTimeout; a lower one makes Node swap the two.
    requestTimeout: Math.max(timeouts.request, timeouts.headers) + SLACK.milliseconds,
    connectionsCheckingInterval: CHECK_INTERVAL,
    keepAliveTimeout: timeouts.idle,
    insecureHTTPParser: false,
    // A missing Host is refused by the dispatch, where it is counted and logged.
    requireHostHeader: false,
  }
  const server =
    secure === undefined
      ? createServer(options, handler)
      : createTlsServer({ ...options, ...secure, handshakeTimeout: timeouts.headers }, handler)
  // 0: no limit here, since Node drops what is above it silently. The bytes are bounded, and `oversized` counts.
  server.maxHeadersCount = 0
  server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION
  // Without these, Node answers Expect by itself, before anything is known of the request.
  server.on('checkContinue', handler)
  server.on('checkExpectation', handler)
  return server
}
