import type { Source } from '../config/files/sources.ts'

/** How a worker's start came out. `final`: another attempt would end the same way. */
export type Started = { readonly url: string } | { readonly failed: string; readonly final: boolean }

export interface Ended {
  /** `SIGKILL`, or `exit 1`. */
  readonly how: string
  /** It drained, and no answer was cut. */
  readonly whole: boolean
}

/** One worker process, from the side of the primary. */
export interface Launched {
  readonly pid: number | undefined
  /** Settles when it listens, or when it is certain that it never will. */
  readonly started: Promise<Started>
  /** Settles when it is gone and everything that it said was heard. */
  readonly ended: Promise<Ended>
  /**
   * Has it make ready, while it runs, a configuration that differs from its own in live keys alone.
   * @returns what has it put that in force, to whether it has; undefined: it cannot
   */
  prepare(sources: readonly Source[]): Promise<(() => Promise<boolean>) | undefined>
  /** Has it answer what it is answering and then end; killed when it takes much longer than `timeouts.drain`. */
  drain(): void
  kill(): void
}

/** Starts worker number `slot` (from 1) of `workers`. */
export type Launch = (slot: number, workers: number) => Launched
