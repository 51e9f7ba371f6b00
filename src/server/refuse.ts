import { failureAnswer } from '../denial/failures.ts'
import { type OwnAnswer, withHeaders } from '../denial/outcome.ts'
import { refusalAnswer } from '../denial/refusals.ts'
import type { Exchange, Outcome } from '../exchange.ts'
import type { RefusalCode } from '../fhir/refusal.ts'
import type { Answer, ClientMessage } from '../message.ts'

/** What the listener knows of a message that never gets on the road. */
export type Refused = Pick<ClientMessage, 'id' | 'startedAt' | 'method' | 'remoteAddress'>

/** The answer to a message that the listener itself refuses; `status` where HTTP has a closer one than the code's. */
export function refuseMessage(message: Refused, code: RefusalCode, status?: number): Answer {
  const told = refusalAnswer({ refused: code })
  return answer(message, 'refused', status === undefined ? told : { ...told, status }, { refusal: code })
}

/** The answer when a stage threw: nothing of the error is told; `X-Request-Id` leads to the log. */
export function faultAnswer(message: Refused): Answer {
  return answer(message, 'failed', failureAnswer('FAULT'), { failure: 'FAULT' })
}

/** Seconds; a little is enough when others are refused as well. */
const RETRY_AFTER = '2'

/** The answer when there is too much to do: nothing of the message was looked at. */
export function overloadAnswer(message: Refused): Answer {
  const told = withHeaders(failureAnswer('OVERLOADED'), { 'retry-after': RETRY_AFTER })
  return answer(message, 'failed', told, { failure: 'OVERLOADED' })
}

function answer(
  message: Refused,
  outcome: Outcome,
  told: OwnAnswer,
  why: Pick<Exchange, 'refusal' | 'failure'>,
): Answer {
  const { id, startedAt, method, remoteAddress: clientAddress } = message
  const { status, headers, body } = told
  const counted = { template: method, entriesPassed: 0, entriesRemoved: 0 }
  return {
    status,
    headers,
    body,
    exchange: { id, startedAt, method, clientAddress, ...counted, ...why, outcome, status },
  }
}
