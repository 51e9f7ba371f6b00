import type { Deny, Permit } from '../../authorize/decision.ts'
import { upstreamFailureAnswer } from '../../denial/upstream-failure.ts'
import { AnswerError } from '../../enforce/bundle/error.ts'
import type { GuardCount } from '../../enforce/guard/guard-count.ts'
import { type Hidden, type Inspected, type Inspection, inspect, isHidden } from '../../enforce/inspect.ts'
import type { Exchange } from '../../exchange.ts'
import type { Interaction, SingleInteraction } from '../../fhir/interaction.ts'
import type { LiteralReference } from '../../fhir/reference.ts'
import type { WrittenRequest } from '../../fhir/write/request.ts'
import type { Answer, ClientMessage } from '../../message.ts'
import type { Principal } from '../../scopes/principal.ts'
import { BrokenBody } from '../../upstream/failure.ts'
import { denied, failed, finish, refused, settled } from '../answers.ts'
import { checkStored, hiddenOf } from '../check/check-stored.ts'
import { seenOf } from '../check/visible-resources.ts'
import { type PageStart, pageLinks, refuseUnpageable, unknownPage } from '../page.ts'
import type { RoadParts } from '../parts.ts'
import { atBase, selfLink } from '../self-link.ts'
import { ask } from './ask-upstream.ts'
import { filled, MOST_TIME, wantedOf } from './filled-page.ts'
import { upstreamRequest } from './upstream-request.ts'

/** Sends a permitted interaction upstream, once, and inspects what comes back. */
export async function forward(
  message: ClientMessage,
  permit: Permit,
  page: PageStart | undefined,
  principal: Principal | undefined,
  exchange: Exchange,
  parts: RoadParts,
): Promise<Answer> {
  const checking = principal ? checkStored(permit, message, principal, parts) : { send: permit }
  const checked = checking instanceof Promise ? await checking : checking
  const hide = (deny: Deny) => denied(exchange, deny, principal as Principal, parts.base, parts)
  if ('deny' in checked) return hide(checked.deny)
  if ('answer' in checked) return settled(exchange, checked.answer)
  const { send } = checked
  const interaction = send.interaction as SingleInteraction
  // What the policy adds is not the caller's to know.
  const shown = (send.reach?.shown ?? interaction) as SingleInteraction
  const self = page ? atBase(parts.base, message.target.slice(message.target.indexOf('?'))) : selfOf(shown, parts)
  const unpageable = page === undefined ? refuseUnpageable(shown, self) : undefined
  if (unpageable) return refused(exchange, unpageable)
  const wanted = wantedOf(send)
  if (wanted !== undefined) {
    const filling = {
      message,
      permit: send,
      principal: principal as Principal,
      exchange,
      parts,
      self,
      until: performance.now() + MOST_TIME,
    }
    const fill = () => filled(filling, wanted, page ?? { skip: 0 })
    return await guarded(exchange, interaction, fill, (hidden) => hide(hiddenOf(permit, hidden)))
  }
  // It was made when pages were filled, which they no longer are.
  if (page !== undefined && (page.request === undefined || page.skip > 0)) return refused(exchange, unknownPage)
  const request = page?.request ?? (upstreamRequest(send) as WrittenRequest)
  const response = await ask(request, message, exchange, parts)
  if ('exchange' in response) return response
  const pageLink = pageLinks(shown, principal, parts, send.reach?.added)
  const lookUp = principal && ((targets: readonly LiteralReference[]) => seenOf(targets, message, principal, parts))
  const inspection = { self, pageLink, lookUp, isPage: page !== undefined, ...countedBy(exchange, parts) }
  const judge = () => inspect(response, send, inspection)
  return await guarded(exchange, interaction, judge, (hidden) => hide(hiddenOf(permit, hidden)))
}

/** A single resource does not say where it lies. */
function selfOf(shown: SingleInteraction, parts: RoadParts): string {
  return shown.kind === 'read' || shown.kind === 'vread' ? '' : selfLink(shown, parts)
}

/** What every inspection needs, with its counts going into the exchange. */
export function countedBy(
  exchange: Exchange,
  { links, base, authority }: Pick<RoadParts, 'links' | 'base' | 'authority'>,
): Omit<Inspection, 'self' | 'pageLink'> {
  return { links, base, count: new CountOf(exchange), grants: exchange.principal?.grants, authority }
}

class CountOf implements GuardCount {
  readonly #exchange: Exchange

  constructor(exchange: Exchange) {
    this.#exchange = exchange
  }

  get passed(): number {
    return this.#exchange.entriesPassed
  }

  set passed(count: number) {
    this.#exchange.entriesPassed = count
  }

  get removed(): number {
    return this.#exchange.entriesRemoved
  }

  set removed(count: number) {
    this.#exchange.entriesRemoved = count
  }

  get redacted(): number {
    return this.#exchange.entriesRedacted ?? 0
  }

  set redacted(count: number) {
    this.#exchange.entriesRedacted = count
  }
}

/**
 * Runs an inspection; an answer that cannot be read is not passed on.
 *
 * @param hide answers in the place of one that is hidden.
 */
export async function guarded(
  exchange: Exchange,
  interaction: Pick<Interaction, 'preconditions' | 'kind'>,
  run: () => Promise<Inspected | Hidden | Answer>,
  hide: (hidden: Hidden) => Answer,
): Promise<Answer> {
  try {
    const inspected = await run()
    if (isHidden(inspected)) return hide(inspected)
    if ('exchange' in inspected) return inspected
    return finish(
      exchange,
      'permitted',
      isUnchanged(inspected, interaction) ? { ...inspected, status: 304, body: null } : inspected,
    )
  } catch (error) {
    if (error instanceof BrokenBody) return failed(exchange, upstreamFailureAnswer(error.failure, interaction.kind))
    if (error instanceof AnswerError)
      return failed(exchange, upstreamFailureAnswer({ failed: 'protocol', detail: error.name }, interaction.kind))
    throw error
  }
}

/** Conditional read (http.html#cread), answered by us after the resource was found to be visible. */
function isUnchanged(
  { status, headers }: Inspected,
  { kind, preconditions }: Pick<Interaction, 'preconditions' | 'kind'>,
): boolean {
  if (status !== 200 || kind !== 'read' || preconditions.ifNoneMatch === undefined) return false
  return headers.etag !== undefined && opaque(headers.etag) === opaque(preconditions.ifNoneMatch)
}

/** FHIR compares weak tags (http.html#versioning). */
function opaque(tag: string): string {
  return tag.replace(/^W\//, '')
}
