import { expect } from 'vitest'
import type { ReceivedRequest } from '../fixtures/recording-upstream.ts'
import type { Road } from './road.ts'

/** All headers that may reach the FHIR server; anything else came from the client. */
const sentHeaders = new Set([
  ...['host', 'connection', 'accept', 'accept-encoding', 'content-type', 'content-length', 'prefer'],
  ...['if-match', 'if-none-match', 'if-none-exist', 'x-request-id', 'traceparent'],
  ...['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'],
])

/** What the server got: methods, and targets below the base. */
export function receivedBy({ upstream }: Road): readonly string[] {
  return upstream.requests.map(lineOf)
}

export function lineOf({ method, target }: ReceivedRequest): string {
  const below = target.replace(/^\/fhir(?=[/?]|$)\/?/, '')
  return below === '' ? method : `${method} ${below}`
}

/** Every header is one that the gateway sends, once, and says what the gateway says, whatever the client said. */
export function expectOwnHeaders(request: ReceivedRequest, { gateway, upstream }: Road): void {
  const names = request.headers.map(([name]) => name)
  expect(names.filter((name) => !sentHeaders.has(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
  expect(Object.fromEntries(request.headers)).toMatchObject({
    host: new URL(upstream.url).host,
    'accept-encoding': 'identity',
    'x-request-id': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': new URL(gateway.base).host,
    traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/),
  })
}
