import type { Decision, Permit } from '../authorize/decision.ts'
import { batchEntry } from '../denial/batch-entry.ts'
import { denialOf } from '../denial/deny.ts'
import { refusalAnswer } from '../denial/refusals.ts'
import { guardBatch, ownResponse, type Slot } from '../enforce/batch.ts'
import { throughRewriter } from '../enforce/guard/stream.ts'
import type { Exchange } from '../exchange.ts'
import type { BundleEntry, BundleInteraction, SingleInteraction } from '../fhir/interaction.ts'
import { isRefusal } from '../fhir/refusal.ts'
import type { Answer, ClientMessage } from '../message.ts'
import type { Principal } from '../scopes/principal.ts'
import { challenges, finish } from './answers.ts'
import { ask, countedBy, guarded } from './forward.ts'
import { pageLinks } from './page.ts'
import type { RoadParts } from './parts.ts'
import { selfLink } from './self-link.ts'
import { upstreamRequest } from './upstream-request.ts'

const FHIR_JSON = { 'content-type': 'application/fhir+json; charset=utf-8' }

/**
 * Forwards the permitted entries of a batch and answers the others in their places; a transaction comes here only when
 * every entry of it is permitted.
 */
export async function forwardBundle(
  message: ClientMessage,
  permit: Permit,
  principal: Principal,
  exchange: Exchange,
  parts: RoadParts,
): Promise<Answer> {
  const bundle = permit.interaction as BundleInteraction
  const slots = bundle.entries.map((entry, index) => slotOf(entry, permit.entries?.[index], principal, parts))
  const request = upstreamRequest(permit)
  if (request === undefined)
    return finish(exchange, 'permitted', { status: 200, headers: FHIR_JSON, body: ownResponse(bundle.kind, slots) })
  const response = await ask(request, message, exchange, parts)
  if ('exchange' in response) return response
  return guarded(exchange, bundle, async () => {
    const rewriter = guardBatch(bundle.kind, slots, countedBy(exchange, parts))
    return { status: 200, headers: FHIR_JSON, body: await throughRewriter(response.body, rewriter) }
  })
}

function slotOf(
  { interaction }: BundleEntry,
  decision: Decision | undefined,
  principal: Principal,
  parts: RoadParts,
): Slot {
  if (isRefusal(interaction) || decision === undefined) {
    return { own: batchEntry(refusalAnswer(isRefusal(interaction) ? interaction : { refused: 'ENTRY_MALFORMED' })) }
  }
  const self = selfLink(interaction, parts)
  if (decision.effect === 'permit') {
    return { permit: decision, self, pageLink: pageLinks(decision.interaction as SingleInteraction, principal, parts) }
  }
  const contexts = principal.grants.byContext.keys()
  return { own: batchEntry(denialOf(decision, { policy: parts.denial, challenges, contexts, self })) }
}
