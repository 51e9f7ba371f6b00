import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

export type ShedCause = 'inflight' | 'delay'

/** Decides, for each request that comes, whether there is room for it. */
export interface Shedding {
  /** Why a new request is to be refused; undefined: it may go on. */
  cause(): ShedCause | undefined
  stop(): void
}

export interface SheddingSettings {
  /** Requests being answered at once. */
  readonly inflight: number
  /** Milliseconds that work may wait for its turn, on average over a while. */
  readonly eventLoopDelay: number
}

/** Milliseconds. How finely the delay is measured, and how often it is looked at. */
const RESOLUTION = 20
const LOOK = 500
/** Looks in a row: one long piece of work is no overload. */
const LOOKS_TO_SHED = 2
/** What is left of a limit when it is over: without it, sheds would begin and end with every request. */
const RELIEF = { inflight: 0.9, delay: 0.5 }

/**
 * Two watermarks for each of two signs of overload: more requests in flight than can be borne, and an event loop that
 * comes late to everything. What is in flight is finished; only new requests are refused.
 *
 * @param inflight how many requests are being answered, the one in question among them
 * @param delay gives the mean delay of the event loop, in milliseconds, since it was last asked
 */
export function createShedding(
  settings: SheddingSettings,
  inflight: () => number,
  delay: { mean(): number; stop(): void } = measureDelay(),
): Shedding {
  let crowded = false
  let looksOver = 0
  let late = false

  function look(): void {
    const mean = delay.mean()
    looksOver = mean > settings.eventLoopDelay ? looksOver + 1 : 0
    if (looksOver >= LOOKS_TO_SHED) late = true
    else if (mean < settings.eventLoopDelay * RELIEF.delay) late = false
  }
  const timer = setInterval(look, LOOK)
  timer.unref()

  return {
    cause() {
      const many = inflight()
      crowded = many > settings.inflight * (crowded ? RELIEF.inflight : 1)
      if (crowded) return 'inflight'
      return late ? 'delay' : undefined
    },
    stop() {
      clearInterval(timer)
      delay.stop()
    },
  }
}

function measureDelay(): { mean(): number; stop(): void } {
  const histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION })
  histogram.enable()
  return {
    mean() {
      const { mean, count } = histogram
      histogram.reset()
      // What is measured is the whole interval, its planned length included. Nothing at all was measured: not a turn was had.
      return count === 0 ? LOOK : Math.max(0, mean / 1e6 - RESOLUTION)
    },
    stop: () => histogram.disable(),
  }
}
