import type { PageLink } from '../enforce/guard/envelope.ts'
import { MAX_SEAL_LIFE_MS } from '../enforce/seal.ts'
import { writeForm } from '../fhir/form.ts'
import type { PageInteraction, SingleInteraction } from '../fhir/interaction.ts'
import { interpret } from '../fhir/interpret.ts'
import { isRefusal, type Refusal, refuse } from '../fhir/refusal.ts'
import { readTarget } from '../fhir/target.ts'
import { addressOf } from '../fhir/write/request.ts'
import type { Principal } from '../scopes/principal.ts'
import type { Asked } from './ask.ts'
import type { RoadParts } from './parts.ts'

/** What a page link holds: the upstream's own address below its base, and the request that it continues. */
interface Page {
  readonly path: string
  readonly query: string
  readonly asked: string
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
  const { path, pairs } = addressOf(interaction)
  const asked = `/${path}${pairs.length > 0 ? `?${writeForm(pairs)}` : ''}`
  // Some servers answer it for everyone, whatever patient it names: that there is more would tell of others' records.
  const isForEveryone =
    interaction.kind === 'operation' && interaction.name === 'lastn' && principal?.grants.byContext.has('patient')
  return (url) => {
    const known = isForEveryone ? undefined : parts.links.toPublic(url)
    if (principal === undefined || known === undefined || !known.startsWith(parts.base)) return undefined
    const [path = '', query = ''] = known.slice(parts.base.length).split('?', 2)
    const page: Page = { path: path.replace(/^\//, ''), query, asked, ...(added !== '' && { added }) }
    const token = parts.sealer.seal(page, boundTo(principal), parts.now() + MAX_SEAL_LIFE_MS)
    return token === undefined ? undefined : `${parts.base}?_page=${token}`
  }
}

/** Opens a page link: the request it continues is interpreted, and so decided, again. */
export function openPage(
  { cursor, head, prefer }: PageInteraction,
  principal: Principal | undefined,
  parts: RoadParts,
): Asked | Refusal {
  const page = principal && (parts.sealer.open(cursor, boundTo(principal), parts.now()) as Page | undefined)
  if (page === undefined) return unknownPage
  const target = readTarget(page.asked, [], Number.POSITIVE_INFINITY)
  const read = isRefusal(target)
    ? target
    : interpret(
        { method: head ? 'HEAD' : 'GET', target, header: () => undefined, body: undefined },
        { ...parts.language, limits: unlimited },
      )
  if (isRefusal(read) || read.kind === 'page' || read.kind === 'batch' || read.kind === 'transaction')
    return unknownPage
  const headers = { accept: 'application/fhir+json' }
  const { added = '' } = page
  return {
    interaction: { ...read, prefer },
    added,
    page: { method: 'GET', path: page.path, query: page.query, headers },
  }
}

function boundTo({ issuer, clientId, subject, grants }: Principal): readonly string[] {
  return [issuer, clientId ?? '', subject ?? '', grants.fingerprint]
}
