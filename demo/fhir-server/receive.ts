import type { IncomingHttpHeaders } from 'node:http'
import { type FhirAnswer, type FhirRequest, failure } from './message.ts'
import type { RecordedRequest } from './record.ts'
import { readPairs, readTarget } from './request-target.ts'

const FORM = 'application/x-www-form-urlencoded'

/** The base that links are written with: what a proxy says of itself is believed, as many servers do behind one. */
export function linkBase(headers: IncomingHttpHeaders, mount: string): string {
  const one = (name: string) => [headers[name]].flat()[0]
  const host = one('x-forwarded-host') ?? headers.host ?? 'localhost'
  return `${one('x-forwarded-proto') ?? 'http'}://${host}${one('x-forwarded-prefix') ?? mount}`
}

/** Reads what came over the wire; the pairs of a form are put behind those of the URL (http.html#search). */
export function readRequest(recorded: RecordedRequest, base: string, mount: string): FhirRequest | FhirAnswer {
  const { method, url, headers, bytes } = recorded
  const below = url.slice(mount.length)
  if (!url.startsWith(mount) || (below !== '' && !/^[/?]/.test(below)))
    return failure(404, 'not-found', `No servlet at ${url}`)
  const { path, query } = readTarget(below)
  const request = { method: method === 'HEAD' ? 'GET' : method, path, query, headers: single(headers), base }
  if (bytes.length === 0) return request
  const type = headers['content-type'] ?? ''
  if (type.startsWith(FORM)) return { ...request, query: [...query, ...readPairs(recorded.body)] }
  if (!/json/.test(type)) {
    if (path[0] === 'Binary') return { ...request, body: bytes }
    return failure(415, 'not-supported', `Content type "${type}" is not supported`)
  }
  try {
    return { ...request, body: JSON.parse(recorded.body) as unknown }
  } catch (error) {
    return failure(400, 'structure', `Failed to parse: ${(error as Error).message}`)
  }
}

function single(headers: IncomingHttpHeaders): FhirRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0]]))
}
