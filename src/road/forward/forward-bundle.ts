import type { Decision, Deny, Permit } from '../../authorize/decision.ts'
import { batchEntry } from '../../denial/batch-entry.ts'
import { denialOf, notFoundAnswer } from '../../denial/deny.ts'
import type { OwnAnswer } from '../../denial/outcome.ts'
import { refusalAnswer } from '../../denial/refusals.ts'
import { guardBatch, ownResponse, type Slot } from '../../enforce/batch.ts'
import { throughRewriter } from '../../enforce/guard/stream.ts'
import type { Exchange } from '../../exchange.ts'
import type { BundleEntry, BundleInteraction, SingleInteraction } from '../../fhir/interaction.ts'
import { isRefusal } from '../../fhir/refusal.ts'
import type { Answer, ClientMessage } from '../../message.ts'
import type { Denied } from '../../policy/verdict.ts'
import type { Principal } from '../../scopes/principal.ts'
import { challenges, denied, finish, settled } from '../answers.ts'
import { checkRead } from '../check/check-read.ts'
import { checkStored, hiddenOf } from '../check/check-stored.ts'
import { pageLinks, refuseUnpageable } from '../page.ts'
import type { RoadParts } from '../parts.ts'
import { selfLink } from '../self-link.ts'
import { ask } from './ask-upstream.ts'
import { filledEntry } from './filled-entry.ts'
import { MOST_TIME, wantedOf } from './filled-page.ts'
import { countedBy, guarded } from './forward.ts'
import { upstreamRequest } from './upstream-request.ts'

const FHIR_JSON = { 'content-type': 'application/fhir+json; charset=utf-8' }

/**
 * Forwards the permitted entries of a batch and answers the others in their places; a transaction comes here only when
 * every entry of it is permitted, and goes on only when the stored version of every record it changes is within reach.
 */
export async function forwardBundle(
  message: ClientMessage,
  permit: Permit,
  principal: Principal,
  exchange: Exchange,
  parts: RoadParts,
): Promise<Answer> {
  const bundle = permit.interaction as BundleInteraction
  const entries = await checkEntries(permit, message, principal, parts)
  if (bundle.kind === 'transaction') {
    for (const entry of entries) {
      if (entry === undefined) continue
      if (!('effect' in entry)) return settled(exchange, entry)
      if (entry.effect === 'deny')
        return denied(
          exchange,
          { ...entry, interaction: bundle, entry: entry.interaction },
          principal,
          parts.base,
          parts,
        )
      const absent = await checkRead(entry, message, exchange, parts)
      if (absent) return absent
    }
  }
  // A search whose pages are filled takes more than one request: it is asked by itself, after what is changed.
  const isFilled = (entry: Entry) => isPermit(entry) && wantedOf(entry) !== undefined
  const decisions = entries.map((entry) => (isPermit(entry) && !isFilled(entry) ? entry : undefined))
  const request = upstreamRequest({ ...permit, entries: decisions })
  const response = request && (await ask(request, message, exchange, parts))
  if (response !== undefined && 'exchange' in response) return response
  const slots: Slot[] = []
  const asking = { message, principal, exchange, parts, until: performance.now() + MOST_TIME }
  for (const [index, entry] of bundle.entries.entries()) {
    const decided = entries[index]
    slots.push(
      isPermit(decided) && isFilled(decided)
        ? { own: await filledEntry(decided, asking) }
        : slotOf(entry, decided, principal, parts),
    )
  }
  if (response === undefined) {
    return finish(exchange, 'permitted', { status: 200, headers: FHIR_JSON, body: ownResponse(bundle.kind, slots) })
  }
  const judge = async () => {
    const rewriter = guardBatch(bundle.kind, slots, countedBy(exchange, parts))
    return { status: 200, headers: FHIR_JSON, body: await throughRewriter(response.body, rewriter) }
  }
  return guarded(exchange, bundle, judge, () => settled(exchange, notFoundAnswer))
}

/** A decision, or the answer that a permitted change has come to before it could be sent; undefined: unreadable. */
type Entry = Decision | OwnAnswer | undefined

/** Checks the stored versions one after the other, so that a Bundle takes no more of the upstream than a request does. */
async function checkEntries(
  { entries = [] }: Permit,
  message: ClientMessage,
  principal: Principal,
  parts: RoadParts,
): Promise<readonly Entry[]> {
  const checked: Entry[] = []
  for (const decision of entries) {
    if (decision?.effect !== 'permit') {
      checked.push(decision)
      continue
    }
    const unpageable = refuseUnpageable((decision.reach?.shown ?? decision.interaction) as SingleInteraction)
    if (unpageable) {
      checked.push(refusalAnswer(unpageable))
      continue
    }
    const result = await checkStored(decision, message, principal, parts)
    checked.push('send' in result ? result.send : 'deny' in result ? result.deny : result.answer)
  }
  return checked
}

function isPermit(entry: Entry): entry is Permit {
  return entry !== undefined && 'effect' in entry && entry.effect === 'permit'
}

function slotOf({ interaction }: BundleEntry, entry: Entry, principal: Principal, parts: RoadParts): Slot {
  if (isRefusal(interaction) || entry === undefined) {
    return { own: batchEntry(refusalAnswer(isRefusal(interaction) ? interaction : { refused: 'ENTRY_MALFORMED' })) }
  }
  if (!('effect' in entry)) return { own: batchEntry(entry) }
  const self = selfLink(interaction, parts)
  if (entry.effect === 'permit') {
    const shown = (entry.reach?.shown ?? entry.interaction) as SingleInteraction
    const hide = (hiddenBy: Denied) => denial(hiddenOf(entry, { hiddenBy }))
    return { permit: entry, self, pageLink: pageLinks(shown, principal, parts, entry.reach?.added), hide }
  }
  return { own: batchEntry(denial(entry)) }

  function denial(deny: Deny): OwnAnswer {
    const contexts = principal.grants.byContext.keys()
    return denialOf(deny, { policy: parts.denial, iua: parts.iua, challenges, contexts, self })
  }
}
