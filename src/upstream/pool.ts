import { type Dispatcher, Pool } from 'undici'
import type { UpstreamSettings } from './client.ts'

/**
 * A pool of keep-alive connections without redirects, retries or pipelining. TLS is verified against the system's and
 * Node's own roots (`NODE_EXTRA_CA_CERTS` adds to them).
 */
export function openPool(
  { origin }: Readonly<URL>,
  { connections, timeouts: { connect, response } }: Pick<UpstreamSettings, 'connections' | 'timeouts'>,
): Dispatcher {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    connect: { timeout: connect },
    // The wait for the head is bounded in send(), to the millisecond and including the wait for a connection.
    headersTimeout: 0,
    bodyTimeout: response,
  })
}
