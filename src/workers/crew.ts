import type { Source } from '../config/files/sources.ts'
import type { Log } from '../observe/log.ts'
import { backOff } from './back-off.ts'
import type { Launch, Launched, Started } from './launched.ts'
import { createPlaces, type PlacesOptions } from './places.ts'

export interface CrewOptions extends Pick<PlacesOptions, 'now' | 'later'> {
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>
}

/** The workers that share the port, each in its numbered place. */
export interface Crew {
  /** Starts `count` workers. Settles when all listen, or with why they do not; then none is left. */
  start(launch: Launch, count: number): Promise<Started>
  /** Starts successors for all, and only when every one of them listens lets the old ones drain. */
  replace(launch: Launch, count: number): Promise<Started>
  /**
   * Has all workers take up, while they run, a configuration that differs in live keys only. Those that cannot are replaced
   * by what `launch` starts, and so is every worker that is lost later.
   * @returns false when none can: then nothing has changed
   */
  takeUp(launch: Launch, sources: readonly Source[]): Promise<boolean>
  /** How many there should be. */
  count(): number
  /** Drains all. Settles when all are gone, to whether no answer was cut. */
  stop(): Promise<boolean>
  kill(): void
}

/** How often a worker may die during the first start. */
const ATTEMPTS = 3

/** Starts workers, keeps as many running as there should be, and has all of them follow a change together. */
export function createCrew({ log, now, later }: CrewOptions): Crew {
  const everyone = new Set<Launched>()
  const places = createPlaces({ log, now, later, launch: (slot) => launchAt(slot, current!, count) })
  /** Set before anyone has a place. */
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

  async function firstAt(slot: number, launch: Launch, workers: number): Promise<Started> {
    for (let attempt = 1; ; attempt++) {
      const worker = launchAt(slot, launch, workers)
      const started = await worker.started
      if ('url' in started) {
        if (!stopping) places.give(slot, worker)
        return started
      }
      if (started.final || attempt === ATTEMPTS || stopping) return started
      await new Promise<void>((resolve) => later(resolve, backOff(attempt)))
      if (stopping) return started
    }
  }

  /** A worker that cannot follow must not answer by what is no longer in force. */
  async function commitOrReplace(slot: number, worker: Launched, commit?: Commit): Promise<void> {
    if ((commit !== undefined && (await commit())) || stopping) return
    if (!places.isAt(slot, worker)) return
    log.warn('worker cannot follow, to be replaced', { worker: slot })
    places.give(slot, launchAt(slot, current!, count))
    worker.drain()
  }

  async function stop(): Promise<boolean> {
    stopping = true
    places.close()
    const ends = [...everyone].map((worker) => worker.ended)
    for (const worker of everyone) worker.drain()
    return (await Promise.all(ends)).every(({ whole }) => whole)
  }

  return {
    async start(launch, workers) {
      current = launch
      count = workers
      const outcomes = await Promise.all(slotsOf(workers).map((slot) => firstAt(slot, launch, workers)))
      const failed = outcomes.find((outcome) => 'failed' in outcome)
      if (failed !== undefined) await stop()
      hasStarted()
      return failed ?? outcomes[0]!
    },
    async replace(launch, workers) {
      await firstStart
      const successors = slotsOf(workers).map((slot) => launchAt(slot, launch, workers))
      const outcomes = await Promise.all(successors.map((worker) => worker.started))
      const failed = outcomes.find((outcome) => 'failed' in outcome)
      if (failed !== undefined || stopping) {
        for (const worker of successors) worker.drain()
        return failed ?? { failed: 'STOPPING', final: true }
      }
      const predecessors = places.holders()
      places.clear()
      current = launch
      count = workers
      successors.forEach((worker, index) => void places.give(index + 1, worker))
      for (const [, worker] of predecessors) worker.drain()
      return outcomes[0]!
    },
    async takeUp(launch, sources) {
      await firstStart
      const asked = places.holders().map(([, worker]) => worker)
      const commits = await preparedBy(asked, sources)
      if (stopping || (asked.length > 0 && commits.size === 0)) return false
      current = launch
      await Promise.all(places.holders().map(([slot, worker]) => commitOrReplace(slot, worker, commits.get(worker))))
      return true
    },
    count: () => count,
    stop,
    kill() {
      for (const worker of everyone) worker.kill()
    },
  }
}

type Commit = () => Promise<boolean>

/** Has the workers make ready what these sources say; gives what has those that can put it in force. */
async function preparedBy(
  workers: readonly Launched[],
  sources: readonly Source[],
): Promise<ReadonlyMap<Launched, Commit>> {
  const commits = new Map<Launched, Commit>()
  await Promise.all(
    workers.map(async (worker) => {
      const commit = await worker.prepare(sources)
      if (commit !== undefined) commits.set(worker, commit)
    }),
  )
  return commits
}

function slotsOf(workers: number): readonly number[] {
  return Array.from({ length: workers }, (_, index) => index + 1)
}
