import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { startIssuer } from '../demo/issuer/issuer.ts'
import { freePort } from '../test/fixtures/gateway.ts'
import { startGatewayProcess, startProgram } from '../test/fixtures/gateway-process.ts'
import { PATIENT } from './bodies.ts'
import { measure, type Sample, wrkScript } from './load.ts'
import { median } from './report.ts'
import { buildGateway, limit } from './servers.ts'
import { workloads } from './workloads.ts'

/** Two workers measured beside one process, on one workload. */
export interface WorkersMeasured {
  readonly workload: string
  readonly one: readonly Sample[]
  readonly two: readonly Sample[]
}

/** Seconds. */
const WARM_UP = 8

const measuredWorkloads = workloads.filter(({ id }) => id === 'A' || id === 'B')

/**
 * Two workers and one process in turn, on all cores. Where there are few of them, the load and the upstream take their
 * share, and the throughput cannot double. The processor time for each request, of all processes of the gateway, is then
 * what to carry to another machine: as long as it stays level, workers add up.
 */
export async function benchWorkers(rounds: number, seconds: number, folder: string): Promise<WorkersMeasured[]> {
  const main = buildGateway()
  const issuer = await startIssuer({ audience: 'set with each token', lifetime: 3600 })
  const upstream = await startProgram('bench/servers/upstream.ts')
  const start = async (workers: number) => {
    const port = await freePort()
    const base = `http://127.0.0.1:${port}/fhir`
    const server = { publicUrl: base, listen: { host: '127.0.0.1', port }, workers, timeouts: { drain: '500ms' } }
    const sections = { server, rateLimit: { default: limit, unauthenticated: limit } }
    const program = await startGatewayProcess({
      main,
      port,
      upstreamUrl: upstream.ready,
      issuer: issuer.issuer,
      sections,
    })
    const token = await issuer.mint({ aud: base, scope: 'patient/*.rs', patient: PATIENT })
    const script = join(folder, `workers-${workers}.lua`)
    writeFileSync(script, wrkScript([token], 200))
    const load = (path: string, seconds: number) =>
      measure({ url: `${base}${path}`, seconds, script, before: [], pid: program.pid })
    return { load, stop: () => program.stop() }
  }
  const gateways = [await start(1), await start(2)] as const
  const measured = measuredWorkloads.map(({ id }) => ({ workload: id, one: [] as Sample[], two: [] as Sample[] }))
  try {
    for (let round = -1; round < rounds; round++) {
      // The first round only makes the code hot, which takes each worker as many requests as it takes one process.
      const length = round < 0 ? WARM_UP : seconds
      for (const [index, { path }] of measuredWorkloads.entries()) {
        const [one, two] = [await gateways[0].load(path, length), await gateways[1].load(path, length)]
        if (round >= 0) {
          measured[index]!.one.push(one)
          measured[index]!.two.push(two)
        }
      }
    }
  } finally {
    for (const gateway of gateways) await gateway.stop()
    await upstream.stop()
    await issuer.stop()
  }
  print(measured)
  return measured
}

function print(measured: readonly WorkersMeasured[]): void {
  console.log(`\n2 workers ÷ 1 process, ${availableParallelism()} cores for these, the load and the upstream`)
  for (const { workload, one, two } of measured) {
    const rate = (samples: readonly Sample[]) => median(samples.map(({ requestsPerSecond }) => requestsPerSecond))
    const cpu = (samples: readonly Sample[]) => median(samples.map((sample) => sample.cpu))
    console.log(
      `${workload}  ${(rate(two) / rate(one)).toFixed(2)} throughput (${rate(one).toFixed(0)} → ${rate(two).toFixed(0)} req/s)   ` +
        `${(cpu(two) / cpu(one)).toFixed(2)} CPU per request (${cpu(one).toFixed(0)} → ${cpu(two).toFixed(0)} µs)`,
    )
  }
}
