import { type BarStore, barName, isLive, MAX_BARS } from '../bar.ts'
import type { Bar } from '../store.ts'

/** The bars of a single process; they end with it. @param now milliseconds since the epoch, the clock of `until` */
export function createMemoryBars(now: () => number, maxBars = MAX_BARS): BarStore {
  const held = new Map<string, Bar>()
  const listeners = new Set<(bars: readonly Bar[]) => void>()

  function live(): readonly Bar[] {
    const at = now()
    for (const [name, bar] of held) if (!isLive(bar, at)) held.delete(name)
    return [...held.values()]
  }

  function tell(): void {
    const bars = live()
    for (const listener of listeners) listener(bars)
  }

  return {
    async bar(bar) {
      if (live().length >= maxBars && !held.has(barName(bar))) return 'full'
      held.set(barName(bar), bar)
      tell()
      return 'done'
    },
    async unbar(bar) {
      if (held.delete(barName(bar))) tell()
      return 'done'
    },
    bars: async () => live(),
    onBars(listener) {
      listeners.add(listener)
      listener(live())
      return () => void listeners.delete(listener)
    },
  }
}
