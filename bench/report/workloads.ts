import type { Measured, Round } from '../measure/round.ts'
import { figures, median, pairedRatio, spread } from '../measure/statistics.ts'
import type { Workload } from '../workloads.ts'
import type { Table } from './table.ts'

const MEBIBYTE = 1024 * 1024
/** What all are compared with. */
const BARE = 'fastify-proxy'

/** What each server reached on one workload. */
export function workloadTable({ id, title, stream }: Workload, measured: readonly Measured[]): Table {
  const own = measured.filter(({ workload }) => workload === id)
  const bare = own.find(({ server }) => server === BARE)
  const [rateUnit, cpuUnit] = stream === undefined ? ['req/s', 'µs CPU'] : ['MB/s', 'ms CPU/MB']
  const memory = stream === undefined ? [] : ['MiB above idle']
  return {
    title: `${id}  ${title}`,
    head: ['server', rateUnit, '±', cpuUnit, '±', ...(bare === undefined ? [] : [`÷ ${BARE}`, 'by CPU']), ...memory],
    rows: own.map(({ server, rounds }) => {
      const [rate, cpu] = [figures(rounds, 'rate'), figures(rounds, 'cpu')]
      const scaled = stream === undefined ? median(cpu).toFixed(0) : (median(cpu) / 1000).toFixed(2)
      const ratios = bare === undefined ? [] : [pairedRatio(rounds, bare.rounds, 'rate'), inverse(rounds, bare.rounds)]
      const peak = stream === undefined ? [] : [(Math.max(...figures(rounds, 'memory')) / MEBIBYTE).toFixed(0)]
      const cells = [median(rate).toFixed(0), share(spread(rate)), scaled, share(spread(cpu)), ...ratios.map(ratioText)]
      return [server, ...cells, ...peak]
    }),
    notes: own.flatMap(notesOf),
  }
}

/** The other way round than `pairedRatio` of processor time: above 1, the server takes less. */
function inverse(rounds: readonly Round[], against: readonly Round[]): number | undefined {
  return pairedRatio(against, rounds, 'cpu')
}

function notesOf({ server, rounds, settled }: Measured): readonly string[] {
  const voided = rounds.flatMap((round) => ('void' in round ? [round.void] : []))
  return [
    ...(voided.length > 0 ? [`${server}: ${voided.length} of ${rounds.length} rounds void: ${voided[0]}`] : []),
    ...(settled ? [] : [`${server}: not yet warm when the rounds began`]),
  ]
}

function share(value: number): string {
  return `${(value * 100).toFixed(0)} %`
}

export function ratioText(ratio: number | undefined): string {
  return ratio === undefined ? '–' : ratio.toFixed(2)
}
