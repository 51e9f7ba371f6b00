import type { Measured } from '../measure/round.ts'
import { figures, median, pairedRatio } from '../measure/statistics.ts'
import type { Table } from './table.ts'
import { ratioText } from './workloads.ts'

/** Two workers beside one process. */
export function workersTable(measured: readonly Measured[], coreCount: number): Table {
  const pairs = [...new Set(measured.map(({ workload }) => workload))].map((workload) => {
    return measured.filter((each) => each.workload === workload)
  })
  return {
    title: `J  one process and two workers, on ${coreCount} cores with the load and the upstream`,
    head: ['workload', 'workers', 'req/s', '÷ one', 'µs CPU', '÷ one', 'cores', 'cores of all others'],
    rows: pairs.flatMap((pair) =>
      pair.map(({ workload, server, rounds }) => {
        const [rate, cpu] = [median(figures(rounds, 'rate')), median(figures(rounds, 'cpu'))]
        const ratios = (['rate', 'cpu'] as const).map((figure) =>
          ratioText(pairedRatio(rounds, pair[0]!.rounds, figure)),
        )
        const others = median(figures(rounds, 'others')).toFixed(2)
        const columns = [
          rate.toFixed(0),
          ratios[0]!,
          cpu.toFixed(0),
          ratios[1]!,
          ((rate * cpu) / 1e6).toFixed(2),
          others,
        ]
        return [workload, server.replace('workers-', ''), ...columns]
      }),
    ),
  }
}
