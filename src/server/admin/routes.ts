import type { IncomingMessage } from 'node:http'
import { readStrict } from '../../fhir/json/strict.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import { readBody } from '../body.ts'

export interface AdminReply {
  readonly status: number
  readonly contentType: string
  readonly body: string
  /** Further headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface AdminRequest {
  /** What stands for the `{names}` of the route, percent-decoded. */
  readonly params: Readonly<Record<string, string>>
  /** Reads the body as JSON, at most `limit` bytes; its value is undefined when there is none. */
  json(limit: number): Promise<JsonBody>
}

/** A body, or the reply to one that cannot be had. */
export type JsonBody = { readonly value: unknown } | { readonly reply: AdminReply }

export type AdminHandler = (request: AdminRequest) => AdminReply | Promise<AdminReply>

/** `METHOD /path/{name}` to what answers it; a name stands for one segment, which may hold `%2F`. */
export type AdminRoutes = Readonly<Record<string, AdminHandler>>

/** How long an operator's body may take, milliseconds. */
const BODY_TIMES = { idle: 5000, total: 10_000 }
/** Objects and arrays that may be open at once: a resource to be explained is the deepest that comes. */
const MAX_DEPTH = 100

/** Finds what answers a request; a reply where nothing does. */
export function route(routes: AdminRoutes, request: IncomingMessage): AdminReply | (() => ReturnType<AdminHandler>) {
  const path = (request.url ?? '').split('?', 1)[0]!
  // Node leaves the body of an answer to HEAD out (RFC 9110 §9.3.2).
  const asked = request.method === 'HEAD' ? 'GET' : request.method
  const allowed: string[] = []
  for (const [pattern, handler] of Object.entries(routes)) {
    const [method = '', place = ''] = pattern.split(' ')
    const params = match(place, path)
    if (params === 'malformed') return failure(400, 'the path is not well-formed', 'percent-encoded UTF-8')
    if (params === undefined) continue
    if (method === asked) return () => handler({ params, json: (limit) => readJson(request, limit) })
    allowed.push(method)
  }
  if (allowed.length === 0) return json(404, { error: 'not found' })
  const allow = allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
  return { ...failure(405, 'this method is not allowed here', allow), headers: { allow } }
}

function match(pattern: string, asked: string): Record<string, string> | 'malformed' | undefined {
  const names = pattern.split('/')
  const segments = asked.split('/')
  if (names.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    const segment = segments[i]!
    if (!name.startsWith('{')) {
      if (name !== segment) return undefined
      continue
    }
    const decoded = decode(segment)
    if (decoded === undefined) return 'malformed'
    params[name.slice(1, -1)] = decoded
  }
  return params
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

async function readJson(request: IncomingMessage, limit: number): Promise<JsonBody> {
  const body = await readBody(request, { size: limit, ...BODY_TIMES })
  if (body === 'too-large') return { reply: failure(413, 'the body is too large', `at most ${limit} bytes`) }
  if (typeof body === 'string') return { reply: failure(408, 'the body did not arrive', 'a JSON object') }
  if (body.length === 0) return { value: undefined }
  // Strictly: where a name occurs twice, two readers may take different values.
  const read = readStrict(body, { depth: MAX_DEPTH })
  if (isRefusal(read)) return { reply: failure(400, `the body cannot be read: ${read.detail}`, 'a JSON object') }
  return { value: read.value }
}

/** A JSON answer for admin routes. */
export function json(status: number, value: unknown): AdminReply {
  return { status, contentType: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n` }
}

/** What is wrong, and what was expected instead. */
export function failure(status: number, error: string, expected: string): AdminReply {
  return json(status, { error, expected })
}
