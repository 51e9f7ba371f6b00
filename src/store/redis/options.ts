import type { RedisOptions } from 'ioredis'
import { CALL_DEADLINE_MS, CONNECT_DEADLINE_MS } from './deadlines.ts'

/**
 * How ioredis must be set so that a Redis that hangs or dies never holds a request: nothing is queued while there is
 * no connection, nothing is sent twice, and the connection is sought again for ever, at least twice a second.
 * @param failures how many connections in a row were of no use
 */
export function redisOptions(failures: () => number) {
  return {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: CONNECT_DEADLINE_MS,
    // Bounds the handshake. Calls have the shorter deadline of the link, which a busy event loop cannot trip.
    commandTimeout: CONNECT_DEADLINE_MS,
    // A hung Redis does not answer the closing of a connection either.
    disconnectTimeout: CALL_DEADLINE_MS,
    retryStrategy: () => Math.min(50 * failures(), 500),
    maxLoadingRetryTime: 500,
    disableClientInfo: true,
    lazyConnect: true,
  } satisfies RedisOptions
}
