import type { Exchange, PolicyStamp } from '../exchange.ts'
import type { ClientMessage } from '../message.ts'

const correlation = /^[A-Za-z0-9._:@-]{1,64}$/

/** Opens the record of a request. Until the end says otherwise the road has failed. */
export function beginExchange(message: ClientMessage, policy: PolicyStamp | undefined): Exchange {
  const given = message.headers['x-request-id']
  return {
    id: message.id,
    method: message.method,
    startedAt: message.startedAt,
    clientAddress: message.remoteAddress,
    ...(typeof given === 'string' && correlation.test(given) && { correlationId: given }),
    template: message.method,
    ...(policy && { policy }),
    entriesPassed: 0,
    entriesRemoved: 0,
    outcome: 'failed',
    status: 500,
  }
}
