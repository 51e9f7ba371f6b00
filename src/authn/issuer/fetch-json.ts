import type { Dispatcher } from 'undici'
import { readStrict } from '../../fhir/json/strict.ts'
import { isRefusal } from '../../fhir/refusal.ts'

/** The part of an HTTP response that is read here; undici's and Node's `fetch` give more. */
export interface FetchedResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array> | null
}

export type Fetch = (url: string, init: FetchInit) => Promise<FetchedResponse>

export interface FetchInit {
  readonly method: 'GET' | 'POST'
  /** A redirect comes back as the answer that it is. */
  readonly redirect: 'manual'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
  /** Connections of its own; absent: those that all share. */
  readonly dispatcher?: Dispatcher
}

/** Why a document of an issuer could not be had. A closed set: the `result` label of `jwks_refreshes_total`. */
export type FetchProblem =
  | 'unreachable'
  | 'timeout'
  | 'status'
  | 'rejected'
  | 'unauthorized'
  | 'redirect'
  | 'media-type'
  | 'too-large'
  | 'malformed'
  | 'plain-text'
  | 'issuer-mismatch'

export interface FetchLimits {
  /** Milliseconds for the whole exchange, the body included. */
  readonly timeout: number
  /** Bytes of the body, after content codings. */
  readonly bytes: number
}

export const fetchLimits: FetchLimits = { timeout: 5000, bytes: 256 * 1024 }

const MAX_DEPTH = 16
/** What a server answers that works, but does not take what was sent (RFC 9110 §15.5.1, §15.5.14, §15.5.21; RFC 6585 §5). */
const REJECTIONS: ReadonlySet<number> = new Set([400, 413, 422, 431])
export const JSON_MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

export interface FetchedJson {
  readonly document: Readonly<Record<string, unknown>>
  readonly cacheControl: string
}

/** A request for a document, and the media type that the document must have. */
export interface DocumentRequest extends Pick<FetchInit, 'method' | 'headers' | 'body' | 'dispatcher'> {
  readonly mediaType: RegExp
}

export interface FetchedDocument {
  readonly bytes: Buffer
  readonly cacheControl: string
}

/** Fetches one JSON object of an issuer by GET. */
export async function fetchJson(fetch: Fetch, url: URL, limits: FetchLimits): Promise<FetchedJson | FetchProblem> {
  const headers = { accept: 'application/json' }
  const fetched = await fetchDocument(fetch, url, limits, { method: 'GET', headers, mediaType: JSON_MEDIA_TYPE })
  if (typeof fetched === 'string') return fetched
  const document = readJson(fetched.bytes)
  return document === undefined ? 'malformed' : { document, cacheControl: fetched.cacheControl }
}

/** A JSON object without repeated names; undefined for anything else. */
export function readJson(bytes: Buffer): FetchedJson['document'] | undefined {
  const body = readStrict(bytes, { depth: MAX_DEPTH })
  return isRefusal(body) ? undefined : (body.value as FetchedJson['document'])
}

/**
 * Fetches one document of an issuer. The issuer is trusted to name keys, not to be well: nothing that it sends or fails
 * to send costs more than `limits`. Redirects are refused, because whoever can place one would choose the keys.
 */
export async function fetchDocument(
  fetch: Fetch,
  url: URL,
  limits: FetchLimits,
  { mediaType, headers, ...request }: DocumentRequest,
): Promise<FetchedDocument | FetchProblem> {
  const signal = AbortSignal.timeout(limits.timeout)
  const init = { ...request, headers: { ...headers, 'accept-encoding': 'identity' }, signal }
  try {
    const response = await fetch(url.href, { ...init, redirect: 'manual' })
    const problem = headProblem(response, mediaType)
    const bytes = problem === undefined ? await readBody(response, limits.bytes) : undefined
    if (problem !== undefined) await discard(response)
    if (bytes === undefined) return problem ?? 'too-large'
    return { bytes, cacheControl: response.headers.get('cache-control') ?? '' }
  } catch {
    return signal.aborted ? 'timeout' : 'unreachable'
  }
}

function headProblem(response: FetchedResponse, mediaType: RegExp): FetchProblem | undefined {
  if (response.status >= 300 && response.status < 400) return 'redirect'
  if (response.status === 401 || response.status === 403) return 'unauthorized'
  if (REJECTIONS.has(response.status)) return 'rejected'
  if (response.status !== 200) return 'status'
  return mediaType.test(response.headers.get('content-type') ?? '') ? undefined : 'media-type'
}

/** The body, or undefined when it is longer than `limit`; leaving the loop early cancels the rest. */
async function readBody(response: FetchedResponse, limit: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** An unread body would hold its connection. */
async function discard(response: FetchedResponse): Promise<void> {
  for await (const _ of response.body ?? []) break
}
