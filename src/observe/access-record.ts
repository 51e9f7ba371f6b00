import type { Exchange } from '../exchange.ts'
import { decisionLabel } from './labels.ts'
import type { Timing } from './timing.ts'

/** Longer client ids are cut: a token may carry any text there. */
const MAX_CLIENT_ID = 128

/**
 * The access line: who (the client, never the patient or user), what (the route as a template), how it ended and why,
 * and how long it took in milliseconds. No address, path, query value, id or body; those are the audit trail's business.
 */
export function accessRecord(exchange: Exchange, timing: Timing): Record<string, string | number> {
  const record: Record<string, string | number> = {
    id: exchange.id,
    method: exchange.method,
    template: exchange.template,
    status: exchange.status,
    outcome: exchange.outcome,
    decision: decisionLabel(exchange),
    ms: rounded(timing.total),
    answeredMs: rounded(timing.answered),
  }
  // What went wrong after a permit is the news, not the permit.
  const reason = exchange.failure ?? exchange.refusal ?? exchange.decision?.reason.code
  if (reason !== undefined) record.reason = reason
  if (exchange.denialStyle !== undefined) record.style = exchange.denialStyle
  if (exchange.principal?.clientId !== undefined) record.client = exchange.principal.clientId.slice(0, MAX_CLIENT_ID)
  if (exchange.upstreamStatus !== undefined) record.upstreamStatus = exchange.upstreamStatus
  if (exchange.upstreamMs !== undefined) record.upstreamMs = rounded(exchange.upstreamMs)
  if (exchange.entriesRemoved > 0) record.entriesRemoved = exchange.entriesRemoved
  return record
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
