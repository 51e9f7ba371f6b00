import { type FhirAnswer, type FhirRequest, failure } from './message.ts'
import type { Resource } from './resource.ts'

/** The ways in which a running server can be told to do wrong. All apply at once; absent = behave. */
export interface Misbehaviour {
  /** Adds this resource to every searchset, as a match; also to those within the answer to a batch. */
  readonly leak?: Resource
  /** Passes over these parameters in silence; `unknown` those that it does not know. */
  readonly ignoreParameters?: readonly string[] | 'unknown'
  /** Stands in the text of every 404 and 410. */
  readonly secretInErrors?: string
  /** Answers 503 with this `Retry-After`. */
  readonly unavailable?: { readonly retryAfter: string }
  /** Answers 401 with a challenge of its own. */
  readonly unauthorized?: true
  /** Answers 302 to this place. */
  readonly redirect?: string
  /** Adds these to the head, over those that belong there. */
  readonly headers?: Readonly<Record<string, string>>
  /** Answers with a page of HTML. */
  readonly html?: true
  /** Writes the first member of the body twice: `resourceType` is then Basic first, and what it should be last. */
  readonly duplicateKeys?: true
  /** Compresses, whatever was asked. */
  readonly gzip?: true
  /** Answers with a searchset of about this many megabytes, made while it is sent. */
  readonly huge?: { readonly megabytes: number; readonly resource?: (index: number) => Resource }
  /** Waits for this before the head. */
  readonly heldUntil?: Promise<void>
  /** Waits before the head, in milliseconds. */
  readonly headDelay?: number
  /** Sends the body in ten pieces with this many milliseconds between them. */
  readonly bodyDelay?: number
  /** Ends the connection after this many bytes of the body, which was announced longer. */
  readonly cutAfter?: number
  /** Ends the connection instead of answering. */
  readonly reset?: true
}

/** The request as a server that passes over parameters reads it. */
export function misread(request: FhirRequest, { ignoreParameters }: Misbehaviour): FhirRequest {
  if (ignoreParameters === undefined) return request
  if (ignoreParameters === 'unknown') return { ...request, headers: { ...request.headers, prefer: 'handling=lenient' } }
  return { ...request, query: request.query.filter(([name]) => !ignoreParameters.includes(name)) }
}

/** What is answered instead, before anything is looked at. */
export function answeredInstead({ unavailable, unauthorized, redirect }: Misbehaviour): FhirAnswer | undefined {
  if (unavailable) {
    return {
      ...failure(503, 'transient', 'Pool demo-store exhausted'),
      headers: { 'retry-after': unavailable.retryAfter },
    }
  }
  if (unauthorized) {
    return { ...failure(401, 'login', 'Not logged in'), headers: { 'www-authenticate': 'Basic realm="demo-store"' } }
  }
  return redirect === undefined ? undefined : { status: 302, headers: { location: redirect } }
}

/** The answer with what should not be in it. */
export function misstated(
  answer: FhirAnswer,
  base: string,
  { leak, secretInErrors, headers }: Misbehaviour,
): FhirAnswer {
  const worse = { ...answer, headers: { ...answer.headers, ...headers } }
  if (secretInErrors !== undefined && (answer.status === 404 || answer.status === 410)) {
    return { ...worse, body: failure(answer.status, 'not-found', `Not shown: ${secretInErrors}`).body! }
  }
  return leak && answer.body ? { ...worse, body: leaky(answer.body, base, leak) } : worse
}

/** The searchset with one match more; within the answer to a batch or transaction every searchset. */
function leaky(body: Resource, base: string, leak: Resource): Resource {
  if (body.resourceType !== 'Bundle') return body
  const entries = (body.entry ?? []) as readonly { readonly resource?: Resource }[]
  if (body.type === 'searchset') {
    const entry = { fullUrl: `${base}/${leak.resourceType}/${leak.id}`, resource: leak, search: { mode: 'match' } }
    return { ...body, entry: [...entries, entry] }
  }
  const inner = entries.map((entry) =>
    entry.resource ? { ...entry, resource: leaky(entry.resource, base, leak) } : entry,
  )
  return { ...body, entry: inner }
}
