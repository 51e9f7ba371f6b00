import { discover, endpointOf } from '../issuer/discovery.ts'
import {
  type Fetch,
  type FetchLimits,
  type FetchProblem,
  fetchDocument,
  JSON_MEDIA_TYPE,
  readJson,
} from '../issuer/fetch-json.ts'
import { mayFetch } from '../issuer/issuer-url.ts'
import type { IssuerKeys } from '../issuer/jwks.ts'
import { createAuthentication } from './credential.ts'
import type { IntrospectionOptions } from './options.ts'
import { openSignedAnswer } from './signed-answer.ts'

/** Why an issuer's answer could not be had. A closed set: with `active` and `inactive` the `result` label of `introspections_total`. */
export type QuestionProblem = FetchProblem | 'signature'

export interface Answered {
  readonly members: Readonly<Record<string, unknown>>
  /** Bytes of the answer. */
  readonly size: number
}

export interface QuestionOptions {
  readonly issuer: string
  readonly introspection: IntrospectionOptions
  readonly algorithms: ReadonlySet<string>
  /** Seconds. */
  readonly clockSkew: number
  readonly keys: IssuerKeys
  readonly allowPlainText: boolean
  readonly fetch: Fetch
  readonly limits: FetchLimits
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const SIGNED = 'application/token-introspection+jwt'
const SIGNED_MEDIA_TYPE = /^application\/token-introspection\+jwt\s*(?:;|$)/i

/**
 * Makes the function that puts a token before its issuer (RFC 7662 §2.1): one POST, no redirect, bounded in bytes and time.
 * A found endpoint is kept until a question to it fails.
 *
 * @throws for a credential that cannot be used: a mistake of the configuration.
 */
export function createQuestion(options: QuestionOptions): (token: string) => Promise<Answered | QuestionProblem> {
  const { introspection, fetch, limits } = options
  const { signed } = introspection
  const authenticate = createAuthentication(introspection, options.now)
  let place: URL | undefined

  async function endpoint(): Promise<URL | FetchProblem> {
    if (introspection.url !== undefined) {
      return mayFetch(introspection.url, options.allowPlainText) ? new URL(introspection.url) : 'plain-text'
    }
    const metadata = await discover(options)
    return typeof metadata === 'string' ? metadata : endpointOf(metadata.document, 'introspection_endpoint', options)
  }

  async function open(bytes: Buffer): Promise<Answered | QuestionProblem> {
    if (!signed) {
      const members = readJson(bytes)
      return members === undefined ? 'malformed' : { members, size: bytes.length }
    }
    const rules = { ...options, clientId: introspection.clientId ?? '' }
    const members = await openSignedAnswer(bytes.toString('latin1'), rules, options.now() / 1000)
    return members === undefined ? 'signature' : { members, size: bytes.length }
  }

  return async (token) => {
    const at = place ?? (await endpoint())
    if (typeof at === 'string') return at
    const { headers, form, dispatcher } = await authenticate(at)
    const fetched = await fetchDocument(fetch, at, limits, {
      method: 'POST',
      headers: {
        ...headers,
        accept: signed ? SIGNED : 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ token, token_type_hint: 'access_token', ...form }).toString(),
      mediaType: signed ? SIGNED_MEDIA_TYPE : JSON_MEDIA_TYPE,
      ...(dispatcher !== undefined && { dispatcher }),
    })
    const failed = typeof fetched === 'string'
    place = failed && fetched !== 'rejected' ? undefined : at
    return failed ? fetched : open(fetched.bytes)
  }
}
