import { AnswerError } from '../enforce/bundle/error.ts'
import type { PageLink } from '../enforce/guard/envelope.ts'
import { MAX_SEAL_LIFE_MS } from '../enforce/seal.ts'
import { writeForm } from '../fhir/form-pairs.ts'
import type { PageInteraction, SingleInteraction } from '../fhir/interaction.ts'
import { interpret } from '../fhir/interpret/interpret.ts'
import { isRefusal, type Refusal, refuse } from '../fhir/refusal.ts'
import { readTarget } from '../fhir/target.ts'
import { addressOf, type WrittenRequest } from '../fhir/write/request.ts'
import { patientOf } from '../scopes/grants.ts'
import type { Principal } from '../scopes/principal.ts'
import { scopeContexts } from '../scopes/scope.ts'
import type { Asked } from './ask.ts'
import { type PackedText, pack, unpack } from './page-text.ts'
import type { RoadParts } from './parts.ts'
import { atBase } from './self-link.ts'

/** Where a page begins. */
export interface PageStart {
  /** The upstream's own address of its page; absent: its first one. */
  readonly request?: WrittenRequest | undefined
  /** So many of the matches on it were gone through before. */
  readonly skip: number
}

/** What a page link holds: the upstream's own address below its base, and the request that it continues. */
type Page = PackedText & {
  /** Both absent: the upstream's first page. */
  readonly path?: string
  readonly query?: string
  readonly skip?: number
  /** Makes links alike in length, wherever between hidden rows they lead. */
  readonly pad?: string
  /** What the policy added to that: a page of another search than would be made now is none. */
  readonly added?: string
}

/** What was asked has passed the limits as the client wrote it; narrowing spells some of it out longer. */
const unlimited = {
  parameters: Infinity,
  orValues: Infinity,
  includes: Infinity,
  chainDepth: Infinity,
  bundleEntries: 0,
  jsonDepth: 0,
}

/** A cursor that is not one of ours, not for this caller, has expired, or goes on where the policy no longer leads. */
export const unknownPage = refuse('PAGE_UNKNOWN', 'the cursor is not one of ours, not for this caller, or has expired')

/**
 * Makes page links of upstream links: an upstream's cursor names neither type nor patient and is good for whoever
 * holds it, so what callers get is sealed for them alone, together with what they had asked.
 *
 * @param interaction as the caller may know of it.
 * @param added the criteria that the policy added to it, as text.
 */
export function pageLinks(
  interaction: SingleInteraction,
  principal: Principal | undefined,
  parts: RoadParts,
  added = '',
): PageLink {
  // Some servers answer it for everyone, whatever patient it names: that there is more would tell of others' records.
  const isForEveryone = interaction.kind === 'operation' && interaction.name === 'lastn' && isOfOnePatient(principal)
  const seal = sealing(interaction, principal, parts, added)
  return (url) => {
    const request = isForEveryone ? undefined : pageRequest(url, parts)
    return request && seal({ path: request.path, query: request.query })
  }
}

function isOfOnePatient(principal: Principal | undefined): boolean {
  return principal !== undefined && scopeContexts.some((context) => patientOf(principal.grants, context) !== undefined)
}

/** The same for pages that are filled here: they may begin anywhere on a page of the upstream. */
export function filledPageLinks(
  interaction: SingleInteraction,
  principal: Principal,
  parts: RoadParts,
  added = '',
): (start: PageStart) => string | undefined {
  const seal = sealing(interaction, principal, parts, added)
  return ({ request, skip }) => {
    const place = { ...(request && { path: request.path, query: request.query }), skip }
    const length = JSON.stringify(place).length
    return seal({ ...place, pad: ' '.repeat(Math.ceil(length / PAGE_BLOCK) * PAGE_BLOCK - length) })
  }
}

/** Bytes; addresses of pages are mostly shorter. */
const PAGE_BLOCK = 512

/** The request for a page that an upstream links to; undefined when it leads elsewhere. */
export function pageRequest(url: string, { links, base }: Pick<RoadParts, 'links' | 'base'>) {
  const known = links.toPublic(url)
  if (known === undefined || !known.startsWith(base)) return undefined
  const below = known.slice(base.length).replace(/^\//, '')
  // A query may hold further question marks (RFC 3986 §3.4), and all of it narrows the search.
  const cut = below.indexOf('?')
  return cut < 0 ? requestFor(below, '') : requestFor(below.slice(0, cut), below.slice(cut + 1))
}

function requestFor(path: string, query: string): WrittenRequest {
  return { method: 'GET', path, query, headers: { accept: 'application/fhir+json' } }
}

type Place = Pick<Page, 'path' | 'query' | 'skip' | 'pad'>

function sealing(interaction: SingleInteraction, principal: Principal | undefined, parts: RoadParts, added: string) {
  let asked: PackedText | undefined
  return (place: Place): string | undefined => {
    if (principal === undefined) return undefined
    asked ??= pack(askedText(interaction))
    const page: Page | undefined = asked && { ...place, ...asked, ...(added !== '' && { added }) }
    const token = page && parts.sealer.seal(page, boundTo(principal), parts.now() + MAX_SEAL_LIFE_MS)
    // Without its link nobody would know that there is more.
    if (token === undefined) throw new AnswerError('too-large', 'the address of a further page')
    return atBase(parts.base, `?_page=${token}`)
  }
}

function askedText(interaction: SingleInteraction): string {
  const { path, pairs } = addressOf(interaction)
  return `/${path}${pairs.length > 0 ? `?${writeForm(pairs)}` : ''}`
}

/**
 * Why a search is not sent whose further pages could not be linked to; undefined for all but very long ones.
 *
 * @param text its address, where it is known already.
 */
export function refuseUnpageable(shown: SingleInteraction, text = askedText(shown)): Refusal | undefined {
  if (shown.kind !== 'search' || pack(text) !== undefined) return undefined
  return refuse('TOO_MANY_PARAMETERS', 'too long to be continued by a page link')
}

/** Opens a page link: the request it continues is interpreted, and so decided, again. */
export function openPage(
  { cursor, head, prefer }: PageInteraction,
  principal: Principal | undefined,
  parts: RoadParts,
): Asked | Refusal {
  const page = principal && (parts.sealer.open(cursor, boundTo(principal), parts.now()) as Page | undefined)
  if (page === undefined) return unknownPage
  const target = readTarget(unpack(page), [], Number.POSITIVE_INFINITY)
  const read = isRefusal(target)
    ? target
    : interpret(
        { method: head ? 'HEAD' : 'GET', target, header: () => undefined, body: undefined },
        { ...parts.language, limits: unlimited },
      )
  if (isRefusal(read) || read.kind === 'page' || read.kind === 'batch' || read.kind === 'transaction')
    return unknownPage
  const { added = '', path, query, skip = 0 } = page
  const request = path === undefined ? undefined : requestFor(path, query ?? '')
  return { interaction: { ...read, prefer }, added, page: { request, skip } }
}

function boundTo({ issuer, clientId, subject, grants }: Principal): readonly string[] {
  return [issuer, clientId ?? '', subject ?? '', grants.fingerprint]
}
