/** What one round of one server on one workload gave. */
export interface Sample {
  /** Requests per second; of streams, MB per second. */
  readonly rate: number
  /** Microseconds of processor time that the server took for each request, or for each MB; garbage collection included. */
  readonly cpu: number
  /** Share of the tested core's time that other programs took meanwhile. */
  readonly others: number
  /** Bytes of memory at the peak, above what the server had when it did nothing. Of streams only. */
  readonly memory?: number
}

/** A round that counts for nothing, and why: nothing was answered, or something else than what was asked for. */
export interface Void {
  readonly void: string
}

export type Round = Sample | Void

export function isSample(round: Round | undefined): round is Sample {
  return round !== undefined && !('void' in round)
}

/** The rounds of one server on one workload. */
export interface Measured {
  readonly workload: string
  readonly server: string
  readonly rounds: readonly Round[]
  /** Whether processor time had stopped falling before the first round. */
  readonly settled: boolean
}
