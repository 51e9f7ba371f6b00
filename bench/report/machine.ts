import type { Machine } from '../machine.ts'
import { isSample, type Measured } from '../measure/round.ts'
import { median, percentile } from '../measure/statistics.ts'
import type { Table } from './table.ts'

export function machineTable({ cpu, cores, memoryMiB, kernel, testedCore, versions }: Machine): Table {
  const pinning = testedCore === undefined ? 'nothing is pinned' : `the server under test alone has core ${testedCore}`
  return {
    title: 'Machine',
    head: [],
    rows: [],
    notes: [
      `${cpu}, ${cores} cores, ${memoryMiB} MiB, Linux ${kernel}; ${pinning}`,
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
  }
}

/** How much of the tested core's time other programs took: the more, the less throughput says. */
export function disturbanceTable(measured: readonly Measured[]): Table {
  const shares = measured
    .flatMap(({ rounds }) => rounds.filter(isSample).map(({ others }) => others))
    .sort((a, b) => a - b)
  const title = 'Share of the tested core that other programs took'
  if (shares.length === 0) return { title, head: [], rows: [], notes: ['no round was measured on a core of its own'] }
  const text = (share: number) => `${(share * 100).toFixed(0)} %`
  return {
    title,
    head: ['rounds', 'median', 'nine of ten below', 'most'],
    rows: [[String(shares.length), text(median(shares)), text(percentile(shares, 0.9)), text(percentile(shares, 1))]],
  }
}
