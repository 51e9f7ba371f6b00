import type { Permit } from '../../authorize/decision.ts'
import { notFoundAnswer } from '../../denial/deny.ts'
import { type Hidden, inspect } from '../../enforce/inspect.ts'
import type { Exchange } from '../../exchange.ts'
import { isBundle } from '../../fhir/interaction.ts'
import type { WrittenRequest } from '../../fhir/write/request.ts'
import type { Answer, ClientMessage } from '../../message.ts'
import type { Principal } from '../../scopes/principal.ts'
import { denied, settled } from '../answers.ts'
import { ask } from '../forward/ask-upstream.ts'
import { countedBy, guarded } from '../forward/forward.ts'
import { upstreamRequest } from '../forward/upstream-request.ts'
import type { RoadParts } from '../parts.ts'
import { hiddenOf } from './check-stored.ts'

/**
 * Looks, before a transaction is sent, whether what it reads is there for this caller. A read that finds nothing takes
 * a transaction back (http.html#trules); one that finds a hidden resource would not, and so tell that it exists.
 *
 * @returns the answer to the whole transaction; undefined when it can be sent.
 */
export async function checkRead(
  permit: Permit,
  message: ClientMessage,
  exchange: Exchange,
  parts: RoadParts,
): Promise<Answer | undefined> {
  const { interaction, obligations } = permit
  const isRead = interaction.kind === 'read' || interaction.kind === 'vread'
  const isHistory = interaction.kind === 'history' && interaction.level === 'instance'
  if (isBundle(interaction) || !(isRead || isHistory) || !obligations.some(({ kind }) => kind === 'drop-total'))
    return undefined
  const response = await ask(upstreamRequest(permit) as WrittenRequest, message, exchange, parts)
  if ('exchange' in response) return response
  const inspection = {
    ...countedBy(exchange, parts),
    count: { passed: 0, removed: 0 },
    self: '',
    pageLink: () => undefined,
  }
  let hides = false
  const hide = (hidden: Hidden) => {
    hides = true
    if (hidden === 'hidden') return settled(exchange, notFoundAnswer)
    return denied(exchange, hiddenOf(permit, hidden), exchange.principal as Principal, parts.base, parts)
  }
  const answer = await guarded(exchange, interaction, () => inspect(response, permit, inspection), hide)
  const { body } = answer
  if (body !== null && typeof body === 'object' && 'destroy' in body) body.destroy?.()
  return hides || answer.status >= 400 ? answer : undefined
}
