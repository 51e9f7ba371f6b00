import type { IncomingHttpHeaders } from 'node:http'
import type { Answer } from '../message.ts'
import type { Refused } from './refuse.ts'

/** Whether a browser asks what a page of another origin may send (Fetch, "CORS-preflight request"). */
export function isPreflight(method: string, headers: IncomingHttpHeaders): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}

/** The answer to a preflight of an origin that may call; what it may do is in the headers of CORS. */
export function preflightAnswer({ id, method, startedAt, remoteAddress: clientAddress }: Refused): Answer {
  const status = 204
  const counted = { template: `${method} preflight`, entriesPassed: 0, entriesRemoved: 0 }
  return {
    status,
    headers: {},
    body: null,
    exchange: { id, method, startedAt, clientAddress, ...counted, outcome: 'permitted', status },
  }
}
