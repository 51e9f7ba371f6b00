import type { Exchange } from '../exchange.ts'
import { decisionLabel } from './labels.ts'
import type { Timing } from './timing.ts'

/** Longer client ids are cut: a token may carry any text there. */
const MAX_CLIENT_ID = 128

/**
 * The members of the access line, as JSON without braces: who (the client, never the patient or user), what (the route as
 * a template), how it ended and why, and how long it took in milliseconds. No address, path, query value, id or body;
 * those are the audit trail's business. Written out by hand, since every request has one.
 */
export function accessMembers(exchange: Exchange, timing: Timing): string {
  const { id, method, template, status, outcome, denialStyle: style, principal, upstreamStatus, upstreamMs } = exchange
  let text = `"id":"${id}","method":${quoted(method)},"template":${quoted(template)},"status":${status}`
  text += `,"outcome":"${outcome}","decision":"${decisionLabel(exchange)}"`
  text += `,"ms":${rounded(timing.total)},"answeredMs":${rounded(timing.answered)}`
  const reason = accessReason(exchange)
  if (reason !== undefined) text += `,"reason":${quoted(reason)}`
  if (style !== undefined) text += `,"style":${quoted(style)}`
  if (principal?.clientId !== undefined) text += `,"client":${quoted(principal.clientId.slice(0, MAX_CLIENT_ID))}`
  if (upstreamStatus !== undefined) text += `,"upstreamStatus":${upstreamStatus}`
  if (upstreamMs !== undefined) text += `,"upstreamMs":${rounded(upstreamMs)}`
  if (exchange.entriesRemoved > 0) text += `,"entriesRemoved":${exchange.entriesRemoved}`
  return text
}

/** The code of why it ended as it did. What went wrong after a permit is the news, not the permit. */
export function accessReason({ failure, refusal, decision }: Exchange): string | undefined {
  return failure ?? refusal ?? decision?.reason.code
}

const quoted = (text: string) => JSON.stringify(text)

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
