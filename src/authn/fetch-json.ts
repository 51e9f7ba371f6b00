import { readStrict } from '../fhir/json/strict.ts'
import { isRefusal } from '../fhir/refusal.ts'

/** The part of an HTTP response that is read here; undici's and Node's `fetch` give more. */
export interface FetchedResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array> | null
}

export type Fetch = (url: string, init: FetchInit) => Promise<FetchedResponse>

export interface FetchInit {
  readonly method: 'GET'
  /** A redirect comes back as the answer that it is. */
  readonly redirect: 'manual'
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** Why a document of an issuer could not be had. A closed set: the `result` label of `jwks_refreshes_total`. */
export type FetchProblem =
  | 'unreachable'
  | 'timeout'
  | 'status'
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
const JSON_MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

export interface FetchedJson {
  readonly document: Readonly<Record<string, unknown>>
  readonly cacheControl: string
}

/**
 * Fetches one JSON object of an issuer. The issuer is trusted to name keys, not to be well: nothing that it sends or fails
 * to send costs more than `limits`. Redirects are refused, because whoever can place one would choose the keys.
 */
export async function fetchJson(fetch: Fetch, url: URL, limits: FetchLimits): Promise<FetchedJson | FetchProblem> {
  const signal = AbortSignal.timeout(limits.timeout)
  const headers = { accept: 'application/json', 'accept-encoding': 'identity' }
  try {
    const response = await fetch(url.href, { method: 'GET', redirect: 'manual', headers, signal })
    const problem = headProblem(response)
    const bytes = problem === undefined ? await readBody(response, limits.bytes) : undefined
    if (problem !== undefined) await discard(response)
    if (bytes === undefined) return problem ?? 'too-large'
    const body = readStrict(bytes, { depth: MAX_DEPTH })
    if (isRefusal(body)) return 'malformed'
    return {
      document: body.value as FetchedJson['document'],
      cacheControl: response.headers.get('cache-control') ?? '',
    }
  } catch {
    return signal.aborted ? 'timeout' : 'unreachable'
  }
}

function headProblem(response: FetchedResponse): FetchProblem | undefined {
  if (response.status >= 300 && response.status < 400) return 'redirect'
  if (response.status !== 200) return 'status'
  return JSON_MEDIA_TYPE.test(response.headers.get('content-type') ?? '') ? undefined : 'media-type'
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
