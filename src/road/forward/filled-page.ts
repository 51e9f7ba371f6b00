import type { Permit } from '../../authorize/decision.ts'
import { filledBundle, linkedWith } from '../../enforce/guard/filled-bundle.ts'
import { type Found, type FoundPage, readFoundPage } from '../../enforce/guard/found-page.ts'
import { visibilityOf } from '../../enforce/guard/visibility.ts'
import { checkedBody, type Hidden, type Inspected } from '../../enforce/inspect.ts'
import type { Exchange } from '../../exchange.ts'
import type { HistoryInteraction, SearchInteraction } from '../../fhir/interaction.ts'
import type { WrittenRequest } from '../../fhir/write/request.ts'
import type { Answer, ClientMessage } from '../../message.ts'
import type { Principal } from '../../scopes/principal.ts'
import { isAnswer } from '../answers.ts'
import { filledPageLinks, type PageStart, pageRequest } from '../page.ts'
import type { RoadParts } from '../parts.ts'
import { ask } from './ask-upstream.ts'
import { upstreamRequest } from './upstream-request.ts'

/** What one page may take of the upstream. A page that ends at one of them tells that there are hidden rows. */
const limits = { pages: 25, bytes: 32 * 1024 * 1024 } as const

/** Milliseconds for all filled pages of one request. */
export const MOST_TIME = 10_000

/** A search or history whose rows may be hidden one by one. */
export interface Filling {
  readonly message: ClientMessage
  readonly permit: Permit
  readonly principal: Principal
  readonly exchange: Exchange
  readonly parts: RoadParts
  /** The address of the answer. */
  readonly self: string
  /** On the clock of performance.now(): then a page ends, however full it is. */
  readonly until: number
}

/** How many matches a page is filled with; undefined when pages are the upstream's. */
export function wantedOf({ obligations }: Permit): number | undefined {
  const counts = obligations.flatMap((each) => (each.kind === 'fill' ? [each.count] : []))
  return counts.length > 0 ? Math.min(...counts) : undefined
}

/**
 * Answers a search or history with pages of visible rows, out of as many pages of the upstream as it takes: how many entries a page
 * has and whether another follows depends on nothing that is hidden (search-disclosure.md §6). Looks on until the next
 * visible row, which is where the link to the next page leads.
 *
 * @throws AnswerError, BrokenBody when the upstream's pages cannot be read.
 */
export async function filled(filling: Filling, wanted: number, from: PageStart): Promise<Inspected | Hidden | Answer> {
  const { permit, principal, exchange, parts, self } = filling
  const { kind, level } = permit.interaction as SearchInteraction | HistoryInteraction
  const gathered = await gather(filling, wanted, from)
  if (isAnswer(gathered)) return gathered
  const { matches, includes, next } = gathered
  // An empty history would tell that there is something (http.html#history).
  if (kind === 'history' && level === 'instance' && matches.length === 0 && from.request === undefined) return 'hidden'
  const leaving = [...matches, ...includes]
  exchange.entriesPassed += leaving.length
  const redacted = leaving.filter((found) => found.redacted).length
  if (redacted > 0) exchange.entriesRedacted = (exchange.entriesRedacted ?? 0) + redacted
  const shown = (permit.reach?.shown ?? permit.interaction) as SearchInteraction
  const url = next && filledPageLinks(shown, principal, parts, permit.reach?.added)(next)
  const links = [{ relation: 'self', url: self }, ...(url === undefined ? [] : [{ relation: 'next', url }])]
  const headers = { 'content-type': 'application/fhir+json; charset=utf-8' }
  return {
    status: 200,
    headers,
    body: filledBundle(kind === 'search' ? 'searchset' : 'history', links, matches, includes),
  }
}

interface Gathered {
  readonly matches: readonly Found[]
  readonly includes: readonly Found[]
  readonly next: PageStart | undefined
}

async function gather(filling: Filling, wanted: number, from: PageStart): Promise<Gathered | Answer> {
  const { permit, parts, until } = filling
  // What is cut off by a limit on results has no next page, so that there is nothing to look for.
  const isCut = permit.obligations.some(({ kind }) => kind === 'max-results')
  const read = reader(filling)
  const matches: Found[] = []
  const includes = new Map<string, Found>()
  let bytes = 0
  let start = from
  for (let pages = 1; ; pages++) {
    const found = await read(start)
    if (isAnswer(found)) return found
    filling.exchange.entriesRemoved += found.removed
    const room = wanted - matches.length
    const taken = found.matches.slice(0, room)
    const along = linkedWith(taken, found.includes)
    matches.push(...taken)
    for (const each of along) includes.set(each.name, each)
    for (const each of [...taken, ...along]) bytes += each.bytes.length
    const further = found.matches[room]
    const request = found.next === undefined ? undefined : pageRequest(found.next, parts)
    const isFull = isCut && matches.length === wanted
    if (further !== undefined || request === undefined || isFull) {
      const next = further === undefined || isCut ? undefined : { ...start, skip: further.at }
      return { matches, includes: [...includes.values()], next }
    }
    start = { request, skip: 0 }
    if (pages === limits.pages || bytes > limits.bytes || performance.now() > until)
      return { matches, includes: [...includes.values()], next: isCut ? undefined : start }
  }
}

function reader({ message, permit, principal, exchange, parts }: Filling) {
  const { authority, links } = parts
  const visibility = visibilityOf(permit, principal.grants, authority)
  const guard = { visibility, links, readReference: authority.readReference }
  return async ({ request, skip }: PageStart): Promise<FoundPage | Answer> => {
    const response = await ask(request ?? (upstreamRequest(permit) as WrittenRequest), message, exchange, parts)
    return isAnswer(response) ? response : readFoundPage(checkedBody(response), skip, guard)
  }
}
