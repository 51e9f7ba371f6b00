import type { Answer, ClientMessage } from '../message.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { BarStore } from '../store/bar.ts'
import type { Dependency } from './admin/readiness.ts'

/** What the server needs of everything behind it. */
export interface Gate {
  /** The road: every message gets an answer. A rejection is a fault, answered 500. */
  travel(message: ClientMessage): Promise<Answer>
  readonly metrics: Pick<Metrics, 'accepted' | 'settled' | 'record' | 'expose' | 'shed' | 'connectionRefused'>
  readonly log: Log
  /** Where operators shut callers out. */
  readonly bars: Pick<BarStore, 'bar' | 'unbar' | 'bars'>
  /** For `/readyz`. */
  dependencies(): readonly Dependency[]
  /** Releases connections and timers; called after the last answer. */
  close(): Promise<void>
}
