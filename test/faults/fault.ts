import type { Scene } from './world.ts'

export type Dependency =
  | 'FHIR server'
  | 'issuer keys'
  | 'introspection'
  | 'Redis, fails open'
  | 'Redis, fails closed'
  | 'name service'
  | 'clock'
  | 'disk'

export type Kind = 'down' | 'slow' | 'reset' | 'garbage' | 'half-closed' | 'full' | 'skewed'

/** One row of the table: something that the gateway leans on fails, and what its callers get meanwhile. */
export interface Fault<Here extends Scene = Scene> {
  readonly kind: Kind
  /** What happens, in words. */
  readonly what: string
  /** Status of a caller whose token the gateway has seen before. */
  readonly known: number
  /** Status of a caller whose token is new to it. Absent: as `known`. */
  readonly fresh?: number
  begin(scene: Here): void | Promise<void>
  end(scene: Here): void | Promise<void>
}

/** The rows of one thing that may fail. */
export interface FaultTable<Here extends Scene = Scene> {
  readonly dependency: Dependency
  /** Whether callers have opaque tokens. */
  readonly opaque?: boolean
  /** No two rows at once: the fault is the whole process's, or looks like that of a busy process. */
  readonly inTurn?: boolean
  start(): Promise<Here>
  readonly faults: readonly Fault<Here>[]
}
