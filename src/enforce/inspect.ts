import type { Authority } from '../authorize/authority.ts'
import type { Permit } from '../authorize/decision.ts'
import { answersWithBundle } from '../authorize/operations.ts'
import { outcomeAnswer } from '../denial/outcome.ts'
import type { CapabilitiesInteraction, SingleInteraction } from '../fhir/interaction.ts'
import type { Denied } from '../policy/verdict.ts'
import type { Grants } from '../scopes/grants.ts'
import type { StreamedResponse } from '../upstream/send.ts'
import { AnswerError } from './bundle/error.ts'
import type { ResourceBytes } from './bundle/top-level.ts'
import { type BundleGuard, guardBundle, guardBundleBytes } from './guard/bundle.ts'
import { type LookUp, showsByTargets } from './guard/by-targets.ts'
import type { PageLink } from './guard/envelope.ts'
import { countPassed, type GuardCount } from './guard/guard-count.ts'
import { isNamed, readResource } from './guard/resource.ts'
import { throughRewriter } from './guard/stream.ts'
import { emptyIsHidden, type Visibility, visibilityOf } from './guard/visibility.ts'
import type { PublicLinks } from './links.ts'
import { redactedTag } from './redact/redacted-tag.ts'

/** An answer that may leave. Header names in lower case. */
export interface Inspected {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | AsyncIterable<Buffer> | null
}

/** There is a resource, but not for this caller: to be answered as if there were none. */
export type Hidden = 'hidden' | { readonly hiddenBy: Denied }

export function isHidden(inspected: object | Hidden): inspected is Hidden {
  return inspected === 'hidden' || 'hiddenBy' in inspected
}

export interface Inspection {
  readonly links: PublicLinks
  /** The public base, without a slash at the end. */
  readonly base: string
  readonly pageLink: PageLink
  readonly self: string
  readonly count: GuardCount
  /** A later page of an answer whose first page was inspected before. */
  readonly isPage?: boolean
  /** The caller's; undefined on the open paths. */
  readonly grants: Grants | undefined
  readonly authority: Authority
  /** Finds which of these resources the caller may see; absent where nothing more can be asked. */
  readonly lookUp?: LookUp | undefined
}

const FHIR_JSON = { 'content-type': 'application/fhir+json; charset=utf-8' }
const jsonType = /^application\/(?:fhir\+json|json)(?:\s*;|$)/i

/**
 * Lets through of a successful upstream answer what the permit allows: every resource is checked, whatever the request
 * was narrowed to, and every address becomes ours. Fails closed.
 *
 * @throws AnswerError, BrokenBody when the answer cannot be read; nothing of it has been sent then.
 */
export async function inspect(
  response: StreamedResponse,
  permit: Permit,
  inspection: Inspection,
): Promise<Inspected | Hidden> {
  // INVARIANT: a CapabilityStatement is written afresh (`capabilities.ts`); it never comes here.
  const interaction = permit.interaction as Exclude<SingleInteraction, CapabilitiesInteraction>
  const visibility = visibilityOf(permit, inspection.grants, inspection.authority)
  switch (interaction.kind) {
    case 'read':
    case 'vread':
      return inspectRead(response, interaction, permit, visibility, inspection)
    case 'search':
      return streamed(response, { visibility, ...inspection })
    case 'history': {
      const { count } = inspection
      const before = count.passed
      const inspected = await streamed(response, { visibility, ...inspection })
      const isEmpty = Buffer.isBuffer(inspected.body) && count.passed === before
      return isEmpty && !inspection.isPage && emptyIsHidden(interaction, visibility) ? 'hidden' : inspected
    }
    case 'create':
    case 'update':
    case 'patch':
      return inspectWrite(response, permit, visibility, inspection)
    case 'delete':
      response.body.destroy()
      return { status: 204, headers: {}, body: null }
    case 'operation':
      return answersWithBundle(interaction)
        ? streamed(response, { visibility, ...inspection })
        : inspectOperation(response, { visibility, ...inspection })
  }
}

async function inspectRead(
  response: StreamedResponse,
  { type, id }: { readonly type: string; readonly id: string },
  permit: Permit,
  visibility: Visibility,
  inspection: Inspection,
): Promise<Inspected | Hidden> {
  const resource = await readResource(checkedBody(response))
  if (!resource || !isNamed(resource, type, id))
    throw new AnswerError('wrong-type', 'not the resource that was asked for')
  const denied = visibility.denialOf(resource)
  if (denied) return { hiddenBy: denied }
  if (!visibility.shows(resource) && !(await showsByTargets(resource, permit, inspection))) return 'hidden'
  return { status: 200, ...released(resource, visibility, versionHeaders(response)) }
}

/** A resource as it leaves: its very bytes, or what the policy makes of them, as another representation. */
function released(
  resource: ResourceBytes,
  visibility: Visibility,
  headers: Readonly<Record<string, string>>,
  count?: GuardCount,
): Pick<Inspected, 'headers' | 'body'> {
  const release = visibility.release(resource)
  if (count) countPassed(count, release)
  const tag = release?.redacted && headers.etag !== undefined ? { etag: redactedTag(headers.etag, release.bytes) } : {}
  return { headers: Object.assign({}, FHIR_JSON, headers, tag), body: release?.bytes ?? resource.members.bytes }
}

async function streamed(response: StreamedResponse, guard: BundleGuard): Promise<Inspected> {
  const { 'content-length': length } = response.headers
  const body = await throughRewriter(checkedBody(response), guardBundle(guard), length)
  return { status: 200, headers: FHIR_JSON, body }
}

/** What is told who asks for an OperationOutcome (http.html#ops): the server's own speaks of the server. */
const written = outcomeAnswer({ status: 200, issue: 'informational', severity: 'information', show: 'Written' }).body

/** What was written comes back only to those who may read it; where it lies is told to all who may write it. */
async function inspectWrite(
  response: StreamedResponse,
  permit: Permit,
  visibility: Visibility,
  { links, count }: Inspection,
): Promise<Inspected> {
  const status = response.status === 201 ? 201 : 200
  const headers = { ...versionHeaders(response), ...writtenHeaders(response, status, links) }
  if (permit.interaction.prefer.return === 'OperationOutcome') {
    response.body.destroy()
    return { status, headers: { ...FHIR_JSON, ...headers }, body: written }
  }
  if (permit.obligations.some(({ kind }) => kind === 'no-body')) {
    response.body.destroy()
    return { status, headers, body: null }
  }
  const resource = hasBody(response) ? await readResource(checkedBody(response)) : undefined
  if (!resource || !visibility.shows(resource)) return { status, headers, body: null }
  return { status, ...released(resource, visibility, headers, count) }
}

async function inspectOperation(response: StreamedResponse, guard: BundleGuard): Promise<Inspected | Hidden> {
  const resource = await readResource(checkedBody(response))
  if (!resource) return { status: 204, headers: {}, body: null }
  if (resource.resourceType === 'Bundle')
    return { status: 200, headers: FHIR_JSON, body: guardBundleBytes(resource.members.bytes, guard) }
  const denied = guard.visibility.denialOf(resource)
  if (denied) return { hiddenBy: denied }
  if (!guard.visibility.shows(resource)) return 'hidden'
  return { status: 200, ...released(resource, guard.visibility, {}, guard.count) }
}

/**
 * Where what was written lies, and as which version (http.html#create: 201 names it in Location). Some servers say it in
 * Content-Location alone after an update that created, and leave the ETag out after a patch.
 */
function writtenHeaders({ headers }: StreamedResponse, status: 200 | 201, links: PublicLinks): Record<string, string> {
  const written = headers.location ?? headers['content-location']
  const version = written && versionedAddress.exec(written)?.[1]
  const location = written && (status === 201 || headers.location) && links.toPublic(written)
  return {
    ...(version && headers.etag === undefined && { etag: `W/"${version}"` }),
    ...(location && { location }),
  }
}

const versionedAddress = /\/_history\/([A-Za-z0-9\-.]{1,64})$/

function hasBody(response: StreamedResponse): boolean {
  return response.status !== 204 && response.headers['content-length'] !== '0'
}

/** The body of an answer that says it is JSON. @throws AnswerError */
export function checkedBody(response: StreamedResponse): StreamedResponse['body'] {
  if (jsonType.test(response.headers['content-type'] ?? '')) return response.body
  response.body.destroy()
  throw new AnswerError('malformed', 'not JSON by its content type')
}

/** The version of a resource that leaves with the very bytes it has upstream (http.html#concurrency). */
function versionHeaders({ headers }: StreamedResponse): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of ['etag', 'last-modified'] as const) {
    const value = headers[name]
    if (value !== undefined) kept[name] = value
  }
  return kept
}
