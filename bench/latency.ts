import { openLoop } from './measure/open-loop.ts'
import { using } from './measure/processes.ts'
import type { Void } from './measure/round.ts'
import { figures, median, percentile } from './measure/statistics.ts'
import type { Pace } from './pace.ts'
import { jobOf, warm } from './rounds.ts'
import type { Server } from './servers.ts'
import type { ServerName, Workload } from './workloads.ts'

/** Who is measured; the last says what load is half. */
export const latencyServers: readonly ServerName[] = ['fastify-proxy', 'nginx', 'naive-jose', 'haproxy-jwt', 'gateway']

/** How long answers took at a fixed rate, in milliseconds. */
export interface Latency {
  readonly p50: number
  readonly p99: number
  readonly p999: number
  /** Share of the tested core's time that other programs took meanwhile. */
  readonly others: number
}

export interface LatencyMeasured {
  readonly server: string
  /** Requests per second: the same for all. */
  readonly rate: number
  readonly rounds: readonly (Latency | Void)[]
}

/** Sends small reads at half the rate that the last server reaches, to all in turn. */
export async function measureLatency(
  folder: string,
  read: Workload,
  servers: readonly Server[],
  { rounds, seconds, warmUp }: Pace,
  tell: (what: string) => void,
): Promise<readonly LatencyMeasured[]> {
  let rate = 0
  for (const server of servers) {
    tell(`G: warming up ${server.name}`)
    const slices = await warm(await jobOf(folder, read, server), warmUp)
    rate = Math.round(median(figures(slices, 'rate')) / 2)
  }
  const measured = servers.map(({ name }) => ({ server: name, rate, rounds: [] as (Latency | Void)[] }))
  for (let round = 1; round <= rounds; round++) {
    for (const [index, { name, base, pid, tokens }] of servers.entries()) {
      tell(`G: round ${round} of ${rounds}, ${name}`)
      const load = { url: new URL(`${base}${read.path}`), token: tokens['patient-app'][0]!, rate, seconds }
      const { result, usage } = await using(pid, () => openLoop(load))
      measured[index]!.rounds.push(typeof result === 'string' ? { void: result } : latencyOf(result, usage.others))
    }
  }
  return measured
}

function latencyOf(sorted: Float64Array, others: number): Latency {
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => percentile(sorted, share))
  return { p50: p50!, p99: p99!, p999: p999!, others }
}
