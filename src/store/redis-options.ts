import type { RedisOptions } from 'ioredis'

/** How long a call may take before the connection is given up, in milliseconds. */
export const CALL_DEADLINE_MS = 50

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
    connectTimeout: 500,
    // Bounds the handshake. Calls have the shorter deadline of the link, which a busy event loop cannot trip.
    commandTimeout: 500,
    // A hung Redis does not answer the closing of a connection either.
    disconnectTimeout: CALL_DEADLINE_MS,
    retryStrategy: () => Math.min(50 * failures(), 500),
    maxLoadingRetryTime: 500,
    disableClientInfo: true,
    lazyConnect: true,
  } satisfies RedisOptions
}
