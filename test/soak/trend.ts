/** What the gateway's process takes at one moment. */
export interface Reading {
  /** Minutes since the beginning. */
  readonly at: number
  /** Bytes that are alive. */
  readonly heap: number
  /** Bytes. */
  readonly rss: number
  readonly handles: number
  readonly files: number
}

const MiB = 1024 * 1024

/** Share of the run in which caches fill and code is compiled; it is not judged. */
const WARM_UP = 0.3
/** How much more the last third of what is judged may take at its lowest than the first third did. */
const ALLOWED = { heap: 8 * MiB, rss: 48 * MiB, handles: 16, files: 16 }

export type Measure = keyof typeof ALLOWED

export interface Trend {
  readonly measure: Measure
  readonly before: number
  readonly after: number
  readonly isFlat: boolean
}

/**
 * Compares the lowest values of two stretches: the lowest is what is left after garbage is collected and connections are
 * closed, and what leaks makes it rise.
 */
export function trendsOf(readings: readonly Reading[]): readonly Trend[] {
  const judged = readings.slice(Math.floor(readings.length * WARM_UP))
  const third = Math.floor(judged.length / 3)
  if (third === 0) throw new Error('too few readings')
  return (Object.keys(ALLOWED) as Measure[]).map((measure) => {
    const lowest = (part: readonly Reading[]) => Math.min(...part.map((reading) => reading[measure]))
    const [before, after] = [lowest(judged.slice(0, third)), lowest(judged.slice(-third))]
    return { measure, before, after, isFlat: after - before <= ALLOWED[measure] }
  })
}
