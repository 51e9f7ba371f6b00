import type { Exchange, Outcome } from '../exchange.ts'
import { type RefusalCode, refusals } from '../fhir/refusal.ts'
import type { Answer, ClientMessage } from '../message.ts'

const MEDIA_TYPE = 'application/fhir+json; charset=utf-8'

/** What the listener knows of a message that never gets on the road. */
export type Refused = Pick<ClientMessage, 'id' | 'startedAt' | 'method' | 'remoteAddress'>

/** The answer to a message that the listener itself refuses; `status` where HTTP has a closer one than the code's. */
export function refuseMessage(message: Refused, code: RefusalCode, status: number = refusals[code].status): Answer {
  const body = outcome('error', refusals[code].issue, refusals[code].show)
  return answer(status, body, { ...exchangeOf(message, 'refused', status), refusal: code })
}

/** The answer when a stage threw: nothing of the error is told; `X-Request-Id` leads to the log. */
export function faultAnswer(message: Refused): Answer {
  const body = outcome('fatal', 'exception', 'The request could not be handled.')
  return answer(500, body, { ...exchangeOf(message, 'failed', 500), failure: 'FAULT' })
}

function answer(status: number, body: string, exchange: Exchange): Answer {
  return { status, headers: { 'content-type': MEDIA_TYPE }, body, exchange }
}

function exchangeOf(message: Refused, result: Outcome, status: number): Exchange {
  const { id, startedAt, method, remoteAddress: clientAddress } = message
  return {
    id,
    startedAt,
    method,
    clientAddress,
    template: method,
    entriesPassed: 0,
    entriesRemoved: 0,
    outcome: result,
    status,
  }
}

/** OperationOutcome (operationoutcome.html) with one issue and no diagnostics. */
function outcome(severity: 'error' | 'fatal', code: string, text: string): string {
  return JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity, code, details: { text } }] })
}
