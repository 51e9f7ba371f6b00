import type { Latency, LatencyMeasured } from '../latency.ts'
import { median } from '../measure/statistics.ts'
import type { Table } from './table.ts'

/** Medians over the rounds of what most answers took at the same rate for all. */
export function latencyTable(measured: readonly LatencyMeasured[]): Table {
  return {
    title: `G  read at ${measured[0]?.rate ?? 0} requests per second, half of what the gateway reaches: milliseconds from when each was due`,
    head: ['server', 'p50', 'p99', 'p99.9'],
    rows: measured.map(({ server, rounds }) => {
      const counted = rounds.filter((round): round is Latency => !('void' in round))
      const of = (figure: keyof Latency) => median(counted.map((round) => round[figure])).toFixed(2)
      return [server, of('p50'), of('p99'), of('p999')]
    }),
    notes: measured.flatMap(({ server, rounds }) =>
      rounds.flatMap((round) => ('void' in round ? [`${server}: a round is void: ${round.void}`] : [])),
    ),
  }
}
