import type { Measured } from '../measure/round.ts'
import { figures, pairedRatio } from '../measure/statistics.ts'
import { memoryTargets, type RatioTarget, ratioTargets } from '../targets.ts'
import type { Table } from './table.ts'

const MEBIBYTE = 1024 * 1024

export type Met = 'aim' | 'must' | 'missed' | 'not measured'

/** One target, and what was measured of it. */
export interface Judged {
  readonly what: string
  /** A ratio, or MiB. */
  readonly must: number
  readonly aim?: number
  /** By throughput, or by memory. */
  readonly measured: number | undefined
  readonly met: Met
  /** The same ratio by processor time for each request; above 1, less is taken. Of ratios only. */
  readonly cpu?: number | undefined
  readonly metByCpu?: Met
}

/** Every target, with what these rounds say of it. */
export function judge(measured: readonly Measured[]): readonly Judged[] {
  const ratios = ratioTargets.map((target) => judgeRatio(target, measured))
  const memory = memoryTargets.map(({ workload, server, most }) => {
    const peaks = figures(roundsOf(measured, workload, server), 'memory')
    const peak = peaks.length === 0 ? undefined : Math.max(...peaks)
    const met: Met = peak === undefined ? 'not measured' : peak <= most ? 'must' : 'missed'
    const figure = peak === undefined ? undefined : peak / MEBIBYTE
    return { what: `${workload} peak MiB above idle`, must: most / MEBIBYTE, measured: figure, met }
  })
  return [...ratios, ...memory]
}

function judgeRatio({ workload, server, against, must, aim }: RatioTarget, measured: readonly Measured[]): Judged {
  const own = roundsOf(measured, workload, server)
  const other = roundsOf(measured, against.workload, against.server)
  const throughput = pairedRatio(own, other, 'rate')
  const cpu = pairedRatio(other, own, 'cpu')
  const bounds = { must, ...(aim !== undefined && { aim }) }
  const what =
    against.workload === workload
      ? `${workload} ÷ ${against.server}`
      : `${workload} ÷ ${against.server} on ${against.workload}`
  return { what, ...bounds, measured: throughput, met: metBy(throughput, bounds), cpu, metByCpu: metBy(cpu, bounds) }
}

function metBy(ratio: number | undefined, { must, aim }: { readonly must: number; readonly aim?: number }): Met {
  if (ratio === undefined) return 'not measured'
  if (aim !== undefined && ratio >= aim) return 'aim'
  return ratio >= must ? 'must' : 'missed'
}

function roundsOf(measured: readonly Measured[], workload: string, server: string) {
  return measured.find((each) => each.workload === workload && each.server === server)?.rounds ?? []
}

export function targetTable(judged: readonly Judged[]): Table {
  const measured = judged.filter(({ met }) => met !== 'not measured')
  const missing = judged.length - measured.length
  return {
    title: 'Targets',
    head: ['gateway', 'must', 'aim', 'measured', 'met', 'by CPU', 'met'],
    rows: measured.map((each) => {
      const bounds = [figure(each.must), figure(each.aim)]
      return [each.what, ...bounds, figure(each.measured), each.met, figure(each.cpu), each.metByCpu ?? '']
    }),
    ...(missing > 0 && { notes: [`${missing} more were not measured`] }),
  }
}

function figure(value: number | undefined): string {
  if (value === undefined) return ''
  return value >= 10 ? value.toFixed(0) : value.toFixed(2)
}
