import { readdirSync, readFileSync } from 'node:fs'
import { forgetPeak, memoryOf } from '../../test/fixtures/gateway-process.ts'
import { cores } from './cores.ts'

/** The kernel counts the time of cores in ticks of 10 ms. */
const TICK = 0.01

/** A process and all below it. */
export function treeOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))]
}

/** Seconds of processor time that a process and those below it took, all threads that still run together (proc(5), schedstat). */
function processorTime(pid: number): number {
  const threads = treeOf(pid).flatMap((each) =>
    readdirSync(`/proc/${each}/task`).map((thread) => `/proc/${each}/task/${thread}`),
  )
  return threads.reduce(
    (sum, thread) => sum + Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e9,
    0,
  )
}

/** Where no core is named, all are meant together. */
export const ALL = ''

/** Seconds that a core, or all of them together, were busy; what the host took away counts as well. */
function busyTime(core: string): number {
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`cpu${core} `))!
  const [user, nice, system, , , irq, softirq, steal] = line.split(/\s+/).slice(1).map(Number)
  return (user! + nice! + system! + irq! + softirq! + steal!) * TICK
}

/** What was used while something was done. */
export interface Usage {
  /** Seconds. */
  readonly wall: number
  /** Seconds of processor time of the process under test and those below it. */
  readonly own: number
  /** Cores' worth of time that others took: of the core that was looked at. */
  readonly others: number
}

/** Does the work, and says what was used meanwhile. `core`: where others are looked for. */
export async function using<T>(
  pid: number,
  work: () => Promise<T>,
  core = cores.tested ?? ALL,
): Promise<{ readonly result: T; readonly usage: Usage }> {
  const before = { wall: performance.now(), own: processorTime(pid), busy: busyTime(core) }
  const result = await work()
  const wall = (performance.now() - before.wall) / 1000
  const own = processorTime(pid) - before.own
  const others = Math.max(0, busyTime(core) - before.busy - own) / wall
  return { result, usage: { wall, own, others } }
}

/** Bytes of memory of a process and those below it, now or at most since `forgetPeaks`. */
export function memoryOfTree(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  return treeOf(pid).reduce((sum, each) => sum + memoryOf(each, what), 0)
}

export function forgetPeaks(pid: number): void {
  for (const each of treeOf(pid)) forgetPeak(each)
}
