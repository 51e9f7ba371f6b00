import { hostname } from 'node:os'
import type { Exchange } from '../exchange.ts'
import { decisionRecord, isDenial } from './decision-record.ts'
import { openDestination } from './destination.ts'
import { gather } from './gather.ts'
import { createLog, type Log } from './log.ts'
import type { Timing } from './timing.ts'

export interface DecisionLogSettings {
  /** `denials`: also where a shadow differs. */
  readonly write: 'denials' | 'all'
  /** Path of a file that lines are added to; absent: the process log. */
  readonly file?: string | undefined
  readonly userKey?: { reveal(): string } | undefined
  readonly mask: readonly string[]
}

export interface DecisionLog {
  /** Writes the line of a finished exchange, if it is to have one. */
  tell(exchange: Exchange, timing: Timing): void
  /** Writes out what is still buffered. */
  flush(): void
  /** Nothing is told any more. */
  close(): void
}

/**
 * The decision log: what the policy was at work on. It is buffered and may lose lines when nobody takes them; `lost` is
 * called for each. What must not be lost is in the audit trail.
 */
export function openDecisionLog(settings: DecisionLogSettings, log: Log, lost: () => void): DecisionLog {
  const { write, file, userKey, mask } = settings
  const options = { node: hostname(), userKey: userKey?.reveal(), mask: new Set(mask) }
  const target = file === undefined ? undefined : openDestination(file, lost)
  const own = target && createLog({ level: 'info', format: 'json' }, gather(target))
  own?.onLost(lost)
  const lines = own ?? log
  return {
    tell(exchange, timing) {
      const { decision, shadow = [] } = exchange
      if (decision === undefined) return
      if (write === 'denials' && !isDenial(decision) && shadow.length === 0) return
      const record = decisionRecord(exchange, timing, options)
      if (record !== undefined) lines.decision(record)
    },
    flush: () => own?.flush(),
    close() {
      own?.flush()
      target?.end()
    },
  }
}
