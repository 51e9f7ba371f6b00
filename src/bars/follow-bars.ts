import { Queue, type Queued } from '../queue.ts'
import type { Principal } from '../scopes/principal.ts'
import type { Bar, Store } from '../store/store.ts'
import { type BarIndex, type BarReason, barOf, indexBars, isAddressBarred } from './bar-index.ts'

/** Who is shut out, known in this process: to ask costs a few look-ups, and next to nothing while nobody is. */
export interface Bars {
  /** Before anything else is known of a request. @param now milliseconds since the epoch, as below */
  bansAddress(address: string, now: number): boolean
  /** `unknown`: it cannot be told, and the store is to fail closed. */
  barOf(caller: Principal, address: string, now: number): BarReason | 'unknown' | undefined
  /** Calls back after each change; returns what ends it. */
  onChange(listener: () => void): () => void
  close(): void
}

/** Whoever is being answered while the bars may change. */
interface Listening extends Queued<Listening> {
  readonly changed: () => void
}

/**
 * Keeps a copy of the bars of a store. Resolves when the store was asked once, so that a gateway that has just started
 * does not let in who is barred.
 */
export async function followBars(store: Pick<Store, 'bars' | 'onBars'>, clock: () => number): Promise<Bars> {
  let bars: readonly Bar[] | 'unavailable' = 'unavailable'
  let index: BarIndex | undefined
  const listening = new Queue<Listening>()

  function take(current: readonly Bar[] | 'unavailable'): void {
    bars = current
    index = current === 'unavailable' ? undefined : indexBars(current, clock())
    for (const { changed } of listening.all()) changed()
  }

  take(await store.bars())
  const stop = store.onBars(take)

  /** Undefined while the bars are not known. */
  function indexAt(now: number): BarIndex | undefined {
    if (index !== undefined && now >= index.until && bars !== 'unavailable') index = indexBars(bars, now)
    return index
  }

  return {
    bansAddress(address, now) {
      const current = indexAt(now)
      return current !== undefined && isAddressBarred(current, address)
    },
    barOf(caller, address, now) {
      const current = indexAt(now)
      if (current === undefined) return 'unknown'
      return isAddressBarred(current, address) ? 'blocked' : barOf(current, caller)
    },
    onChange(changed) {
      const each: Listening = { changed, earlier: undefined, later: undefined }
      listening.add(each)
      return () => void listening.remove(each)
    },
    close: stop,
  }
}
