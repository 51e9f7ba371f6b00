import type { Answer } from '../message.ts'
import type { ServerSettings } from './settings.ts'

/** Header names and values alternating, as they are written. */
export type FlatHeaders = readonly string[]

/** Two years, the usual length for a host that will not go back to plain text (RFC 6797 §6.1.1). */
const HSTS = 'max-age=63072000; includeSubDomains'

/** Should a browser ever show an answer, its narrative runs nothing, loads nothing and is in no frame (security.html#narrative). */
const CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

/**
 * `Origin` also where none is configured: the public documents may be kept, and what was kept for a request without it has no
 * permission for the page that asks next (Fetch, "CORS protocol and HTTP caches").
 */
const VARY = 'Accept, Authorization, Origin'

/** The headers of every answer, whatever it says: a denial must not be told apart by them. */
export function fixedHeaders(settings: ServerSettings): FlatHeaders {
  const headers = ['X-Content-Type-Options', 'nosniff', 'Content-Security-Policy', CONTENT_POLICY]
  headers.push('X-Intermediary', settings.publicUrl.host, 'Vary', VARY)
  return settings.tls === undefined ? headers : [...headers, 'Strict-Transport-Security', HSTS]
}

/**
 * All headers of one answer but the connection's. `no-store` unless the answer says otherwise: it may hold patient data.
 * The length is set for a body that is known whole, also where HEAD leaves the body itself out (RFC 9110 §9.3.2).
 */
export function answerHeaders(answer: Answer, requestId: string, fixed: FlatHeaders): string[] {
  const headers = ['X-Request-Id', requestId, ...fixed]
  for (const name in answer.headers) {
    if (name === 'vary') continue
    const value = answer.headers[name]!
    if (typeof value === 'string') headers.push(name, value)
    else for (const one of value) headers.push(name, one)
  }
  if (answer.headers['cache-control'] === undefined) headers.push('Cache-Control', 'no-store')
  const length = bodyLength(answer)
  if (length !== undefined) headers.push('Content-Length', String(length))
  return headers
}

function bodyLength({ status, headers, body }: Answer): number | undefined {
  if (status === 204 || status === 304 || headers['content-length'] !== undefined) return undefined
  if (body === null) return 0
  if (typeof body === 'string') return Buffer.byteLength(body)
  return Buffer.isBuffer(body) ? body.length : undefined
}
