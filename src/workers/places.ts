import type { Log } from '../observe/log.ts'
import { backOff, HEALTHY_MS } from './back-off.ts'
import type { Launched } from './launched.ts'

export interface PlacesOptions {
  readonly log: Pick<Log, 'error'>
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number
  /** Calls back after so many milliseconds; returns what prevents it. */
  readonly later: (callback: () => void, ms: number) => () => void
  /** Starts the worker that follows one that was lost. */
  readonly launch: (slot: number) => Launched
}

/** The numbered places of a crew. A worker that ends unasked is replaced, the sooner the longer it lived. */
export interface Places {
  /** Gives the worker this place; whoever had it is no longer looked after. */
  give(slot: number, worker: Launched): void
  holders(): readonly (readonly [slot: number, worker: Launched])[]
  /** Whether the worker still has this place. */
  isAt(slot: number, worker: Launched): boolean
  /** Takes all places back; nobody who had one is replaced. */
  clear(): void
  /** Nobody is replaced any more. */
  close(): void
}

export function createPlaces({ log, now, later, launch }: PlacesOptions): Places {
  const placed = new Map<number, Launched>()
  /** How many workers in a row did not live long. */
  const failures = new Map<number, number>()
  /** What prevents that the place is filled again. */
  const pending = new Map<number, () => void>()
  let closed = false

  function give(slot: number, worker: Launched): void {
    const since = now()
    placed.set(slot, worker)
    void worker.ended.then(({ how }) => {
      if (placed.get(slot) !== worker || closed) return
      placed.delete(slot)
      const inARow = now() - since >= HEALTHY_MS ? 1 : (failures.get(slot) ?? 0) + 1
      failures.set(slot, inARow)
      const ms = backOff(inARow)
      log.error('worker lost, to be replaced', { worker: slot, code: how, ms })
      const cancel = later(() => refill(slot), ms)
      pending.set(slot, cancel)
    })
  }

  function refill(slot: number): void {
    pending.delete(slot)
    if (!closed && !placed.has(slot)) give(slot, launch(slot))
  }

  function cancelPending(): void {
    for (const cancel of pending.values()) cancel()
    pending.clear()
  }

  return {
    give,
    holders: () => [...placed],
    isAt: (slot, worker) => placed.get(slot) === worker,
    clear() {
      cancelPending()
      placed.clear()
      failures.clear()
    },
    close() {
      closed = true
      cancelPending()
    },
  }
}
