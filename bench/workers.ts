import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cores, moveTo, on } from './measure/cores.ts'
import { treeOf } from './measure/processes.ts'
import type { Measured, Round } from './measure/round.ts'
import { wrkRound, wrkScript } from './measure/wrk.ts'
import type { Pace } from './pace.ts'
import { type Server, startGateway } from './servers.ts'
import { workloads } from './workloads.ts'
import type { World } from './world.ts'

/** What is asked for: a small read, and a search whose entries are checked. */
export const workersAsked = workloads.filter(({ id }) => id === 'A' || id === 'B')

/**
 * One process and two workers in turn, with all cores for them, the load and the upstream. Where cores are few, throughput
 * cannot double: what the load takes is missing. Processor time for each request, of all processes of the gateway together,
 * is then what to carry to another machine: as long as it stays level, workers add up.
 */
export async function measureWorkers(
  world: World,
  { rounds, seconds, warmUp }: Pace,
  tell: (what: string) => void,
): Promise<readonly Measured[]> {
  const gateways: Server[] = []
  moveTo(cores.all, treeOf(world.upstream.pid))
  try {
    for (const workers of [1, 2]) {
      tell(`starting the gateway with workers: ${workers}`)
      gateways.push(await startGateway(world, `workers-${workers}`, { before: on(cores.all), server: { workers } }))
    }
    const jobs = workersAsked.flatMap(({ id, path }) => gateways.map((gateway) => ({ ...gateway, id, path })))
    const measured = jobs.map(({ id, name }) => ({
      workload: `J ${id}`,
      server: name,
      rounds: [] as Round[],
      settled: true,
    }))
    // Each worker needs as many requests to be warm as one process does.
    for (let round = 0; round <= rounds; round++) {
      for (const [index, { id, name, base, path, pid, tokens }] of jobs.entries()) {
        tell(`J: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}, ${name} on ${id}`)
        const script = join(world.folder, `${name}.lua`)
        writeFileSync(script, wrkScript(tokens['patient-app']))
        const load = { url: `${base}${path}`, script, refused: false, pid, everywhere: true }
        const sample = await wrkRound({ ...load, seconds: round === 0 ? warmUp : seconds })
        if (round > 0) measured[index]!.rounds.push(sample)
      }
    }
    return measured
  } finally {
    for (const gateway of gateways) await gateway.stop()
    moveTo(cores.rest, treeOf(world.upstream.pid))
  }
}
