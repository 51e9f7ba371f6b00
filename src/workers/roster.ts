import type { Dependency } from '../server/readiness.ts'
import { type JoinedMetrics, joinMetrics } from './join-metrics.ts'

/** What the primary knows of its worker processes, each under a number that later ones have higher. */
export interface Roster {
  readonly metrics: JoinedMetrics
  /** Of those that listen and do not drain. */
  readonly dependencies: Map<number, readonly Dependency[]>
  /** Has one send its metrics; settles when they are there, or when it has been silent for too long. */
  readonly measure: Map<number, () => Promise<void>>
}

export function createRoster(): Roster {
  return { metrics: joinMetrics(), dependencies: new Map(), measure: new Map() }
}

/** Brings the metrics of all living workers up to date, as far as they answer. */
export async function measureAll(roster: Roster): Promise<void> {
  await Promise.all([...roster.measure.values()].map((measure) => measure()))
}
