import type { Source } from '../config/files/sources.ts'
import type { Log } from '../observe/log.ts'
import { backOff, HEALTHY_MS } from './back-off.ts'
import type { Launch, Launched, Started } from './launched.ts'

export interface CrewOptions {
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number
  /** Calls back after so many milliseconds; returns what prevents it. */
  readonly later: (callback: () => void, ms: number) => () => void
}

/** The workers that share the port, each in its numbered place. */
export interface Crew {
  /** Starts `count` workers. Settles when all listen, or with what stands against it; then none is left. */
  start(launch: Launch, count: number): Promise<Started>
  /** Starts successors for all, and only when every one of them listens lets the old ones drain. */
  replace(launch: Launch, count: number): Promise<Started>
  /**
   * Has all take up what differs in live keys alone, while they run. Those that cannot are replaced by what `launch`
   * starts, as is everyone later.
   * @returns false when none can: then nothing has changed
   */
  takeUp(launch: Launch, sources: readonly Source[]): Promise<boolean>
  /** How many there should be. */
  count(): number
  /** Drains all. Settles when all are gone, to whether no answer was cut. */
  stop(): Promise<boolean>
  kill(): void
}

/** So often may a worker die during the first start. */
const ATTEMPTS = 3

/** Keeps the places filled: a worker that ends unasked is replaced, the sooner the longer it lived. */
export function createCrew({ log, now, later }: CrewOptions): Crew {
  const everyone = new Set<Launched>()
  const placed = new Map<number, Launched>()
  const failures = new Map<number, number>()
  const pending = new Map<number, () => void>()
  let current: Launch | undefined
  let count = 0
  let stopping = false
  let hasStarted = () => {}
  const firstStart = new Promise<void>((resolve) => (hasStarted = resolve))

  function launchAt(slot: number, launch: Launch, workers: number): Launched {
    const worker = launch(slot, workers)
    everyone.add(worker)
    log.info('worker starts', { worker: slot, ...(worker.pid !== undefined && { pid: worker.pid }) })
    void worker.started.then((started) => 'url' in started && log.info('worker listens', { worker: slot }))
    void worker.ended.then(({ how }) => {
      everyone.delete(worker)
      log.info('worker ended', { worker: slot, code: how })
    })
    return worker
  }

  /** Gives the worker its place; when it leaves it unasked, another one follows. */
  function place(slot: number, worker: Launched): void {
    const since = now()
    placed.set(slot, worker)
    void worker.ended.then(({ how }) => {
      if (placed.get(slot) !== worker || stopping) return
      placed.delete(slot)
      const inARow = now() - since >= HEALTHY_MS ? 1 : (failures.get(slot) ?? 0) + 1
      failures.set(slot, inARow)
      const ms = backOff(inARow)
      log.error('worker lost, to be replaced', { worker: slot, code: how, ms })
      pending.set(
        slot,
        later(() => refill(slot), ms),
      )
    })
  }

  function refill(slot: number): void {
    pending.delete(slot)
    if (!stopping && current !== undefined && !placed.has(slot)) place(slot, launchAt(slot, current, count))
  }

  /** A worker that cannot follow must not answer by what is no longer in force. */
  async function commitOrReplace(slot: number, worker: Launched, commit?: () => Promise<boolean>): Promise<void> {
    if ((commit !== undefined && (await commit())) || stopping || current === undefined) return
    if (placed.get(slot) !== worker) return
    log.warn('worker cannot follow, to be replaced', { worker: slot })
    place(slot, launchAt(slot, current, count))
    worker.drain()
  }

  async function firstOf(slot: number, launch: Launch, workers: number): Promise<Started> {
    for (let attempt = 1; ; attempt++) {
      const worker = launchAt(slot, launch, workers)
      const started = await worker.started
      if ('url' in started) {
        if (!stopping) place(slot, worker)
        return started
      }
      if (started.final || attempt === ATTEMPTS || stopping) return started
      await new Promise<void>((resolve) => later(resolve, backOff(attempt)))
      if (stopping) return started
    }
  }

  async function stop(): Promise<boolean> {
    stopping = true
    cancelPending()
    const ends = [...everyone].map((worker) => worker.ended)
    for (const worker of everyone) worker.drain()
    return (await Promise.all(ends)).every(({ whole }) => whole)
  }

  function cancelPending(): void {
    for (const cancel of pending.values()) cancel()
    pending.clear()
  }

  return {
    async start(launch, workers) {
      current = launch
      count = workers
      const outcomes = await Promise.all(placesOf(workers).map((slot) => firstOf(slot, launch, workers)))
      const failed = outcomes.find((outcome) => 'failed' in outcome)
      if (failed !== undefined) await stop()
      hasStarted()
      return failed ?? outcomes[0]!
    },
    async replace(launch, workers) {
      await firstStart
      const successors = placesOf(workers).map((slot) => launchAt(slot, launch, workers))
      const outcomes = await Promise.all(successors.map((worker) => worker.started))
      const failed = outcomes.find((outcome) => 'failed' in outcome)
      if (failed !== undefined || stopping) {
        for (const worker of successors) worker.drain()
        return failed ?? { failed: 'STOPPING', final: true }
      }
      const predecessors = [...placed.values()]
      cancelPending()
      placed.clear()
      failures.clear()
      current = launch
      count = workers
      successors.forEach((worker, index) => void place(index + 1, worker))
      for (const worker of predecessors) worker.drain()
      return outcomes[0]!
    },
    async takeUp(launch, sources) {
      await firstStart
      const commits = new Map<Launched, () => Promise<boolean>>()
      const asked = [...placed.values()]
      await Promise.all(
        asked.map(async (worker) => {
          const commit = await worker.prepare(sources)
          if (commit !== undefined) commits.set(worker, commit)
        }),
      )
      if (stopping || (asked.length > 0 && commits.size === 0)) return false
      current = launch
      await Promise.all([...placed].map(([slot, worker]) => commitOrReplace(slot, worker, commits.get(worker))))
      return true
    },
    count: () => count,
    stop,
    kill() {
      for (const worker of everyone) worker.kill()
    },
  }
}

function placesOf(workers: number): readonly number[] {
  return Array.from({ length: workers }, (_, index) => index + 1)
}
