import type { Explained } from '../server/admin/explain.ts'
import type { Dependency } from '../server/admin/readiness.ts'
import { type JoinedMetrics, joinMetrics } from './join-metrics.ts'
import type { Ask } from './questions.ts'

/** What the primary knows of its worker processes, each under a number that later ones have higher. */
export interface Roster {
  readonly metrics: JoinedMetrics
  /** Of those that listen and do not drain. */
  readonly dependencies: Map<number, readonly Dependency[]>
  /** The way to those that have listened and live. */
  readonly ask: Map<number, Ask>
}

/** Milliseconds. An explanation may have to fetch an issuer's keys. */
const MEASURE_LIMIT = 1000
const EXPLAIN_LIMIT = 10_000

export function createRoster(): Roster {
  return { metrics: joinMetrics(), dependencies: new Map(), ask: new Map() }
}

/** Brings the metrics of all living workers up to date, as far as they answer in time. */
export async function measureAll({ ask, metrics }: Roster): Promise<void> {
  await Promise.all(
    [...ask].map(async ([process, ask]) => {
      const { reply } = await ask({ about: 'metrics' }, MEASURE_LIMIT)
      if (reply !== undefined) metrics.update(process, reply)
    }),
  )
}

/** Has the newest worker that listens explain a request: all have the same configuration in force. */
export async function explainByWorker({ ask, dependencies }: Roster, posted: unknown): Promise<Explained | undefined> {
  const newest = [...dependencies.keys()].at(-1)
  const asked = newest === undefined ? undefined : ask.get(newest)
  return (await asked?.({ about: 'request', posted }, EXPLAIN_LIMIT))?.reply
}
