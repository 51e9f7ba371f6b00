/** How long things take. */
export interface Pace {
  readonly rounds: number
  /** Whole seconds of one round. */
  readonly seconds: number
  /** Seconds, or streams, for which a server is warmed up at most, with each workload. */
  readonly warmUp: number
}

export interface Paces {
  readonly requests: Pace
  readonly latency: Pace
  readonly streams: Pace
  readonly workers: Pace
}

export const full: Paces = {
  requests: { rounds: 5, seconds: 2, warmUp: 30 },
  latency: { rounds: 3, seconds: 2, warmUp: 30 },
  streams: { rounds: 3, seconds: 2, warmUp: 3 },
  workers: { rounds: 5, seconds: 2, warmUp: 8 },
}

export const quick: Paces = {
  requests: { rounds: 2, seconds: 1, warmUp: 5 },
  latency: { rounds: 2, seconds: 1, warmUp: 5 },
  streams: { rounds: 2, seconds: 1, warmUp: 1 },
  workers: { rounds: 2, seconds: 1, warmUp: 5 },
}
