import type { Sample } from './load.ts'
import { type ServerName, targets, type Workload } from './workloads.ts'

/** The rounds of one server with one workload. */
export interface Measured {
  readonly workload: string
  readonly server: ServerName
  readonly rounds: readonly Sample[]
}

export interface Ratio {
  readonly workload: string
  readonly against: string
  readonly must: number
  readonly aim?: number
  /** Median over the rounds of throughput divided by throughput in the same round. */
  readonly throughput: number
  /** The same of processor time for each request, the other way round: above 1, the gateway takes less. */
  readonly cpu: number
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The gateway's ratios to what it is held to, as far as both were measured. */
export function ratiosOf(measured: readonly Measured[]): readonly Ratio[] {
  const roundsOf = (workload: string, server: ServerName) =>
    measured.find((each) => each.workload === workload && each.server === server)?.rounds
  return targets.flatMap(({ workload, against, on, ...target }) => {
    const others = roundsOf(on, against)
    const own = roundsOf(workload, 'gateway')
    if (others === undefined || own === undefined) return []
    const throughput = median(own.map((each, n) => each.requestsPerSecond / others[n]!.requestsPerSecond))
    const cpu = median(own.map((each, n) => others[n]!.cpu / each.cpu))
    return [{ workload, against: against === 'gateway' ? `gateway on ${on}` : against, ...target, throughput, cpu }]
  })
}

export function printReport(workloads: readonly Workload[], measured: readonly Measured[]): void {
  for (const { id, title } of workloads) {
    console.log(`\n${id}  ${title}`)
    for (const { server, rounds } of measured.filter(({ workload }) => workload === id)) {
      const rate = median(rounds.map(({ requestsPerSecond }) => requestsPerSecond))
      const cpu = median(rounds.map((each) => each.cpu))
      console.log(`   ${server.padEnd(14)} ${rate.toFixed(0).padStart(7)} req/s ${cpu.toFixed(0).padStart(6)} µs CPU`)
    }
  }
  console.log('\ngateway ÷         throughput   by CPU   must   aim')
  for (const { workload, against, must, aim, throughput, cpu } of ratiosOf(measured)) {
    const name = `${workload} ${against}`.padEnd(18)
    console.log(
      `${name} ${throughput.toFixed(2).padStart(9)} ${cpu.toFixed(2).padStart(8)} ${must.toFixed(2).padStart(6)} ${aim?.toFixed(2).padStart(5) ?? ''}`,
    )
  }
}
