import { type LatencyMeasured, measureLatency } from './latency.ts'
import { cores, moveTo } from './measure/cores.ts'
import type { Measured } from './measure/round.ts'
import type { Paces } from './pace.ts'
import { tell } from './progress.ts'
import { measureAll } from './rounds.ts'
import { type Server, startServer } from './servers.ts'
import { measureWorkers, workersAsked } from './workers.ts'
import { type ServerName, type Workload, workloads } from './workloads.ts'
import { openWorld, type World } from './world.ts'

export interface Plan {
  readonly hasNginx: boolean
  readonly workloads: readonly Workload[]
  /** Whose latency at half load is measured. */
  readonly latency: readonly ServerName[]
  readonly workers: boolean
  readonly paces: Paces
  /** A folder for a processor profile of the gateway. */
  readonly profile: string | undefined
}

export interface Result {
  readonly requests: readonly Measured[]
  readonly streams: readonly Measured[]
  readonly latency: readonly LatencyMeasured[]
  readonly workers: readonly Measured[]
}

/** Measures requests and latency, then streams with servers that did nothing else before, then workers. */
export async function run(plan: Plan): Promise<Result> {
  // What is started without words of its own stays off the tested core, as this process does.
  moveTo(cores.rest, [process.pid])
  tell('building the gateway')
  const asked = plan.workers ? [...plan.workloads, ...workersAsked] : plan.workloads
  const world = await openWorld(plan.hasNginx, new Set(asked.flatMap(({ entries }) => entries ?? [])))
  const [streams, requests] = [true, false].map((isStream) =>
    plan.workloads.filter(({ stream }) => (stream !== undefined) === isStream),
  )
  try {
    const first = await withServers(world, plan, [...namesOf(requests!), ...plan.latency], async (serverOf) => {
      const measured = await measureAll(world.folder, pairsOf(requests!, serverOf), plan.paces.requests, tell)
      const servers = plan.latency.map(serverOf)
      const latency = await measureLatency(world.folder, workloads[0]!, servers, plan.paces.latency, tell)
      return { measured, latency }
    })
    const streamed = await withServers(world, plan, namesOf(streams!), (serverOf) =>
      measureAll(world.folder, pairsOf(streams!, serverOf), plan.paces.streams, tell),
    )
    const workers = plan.workers ? await measureWorkers(world, plan.paces.workers, tell) : []
    return { requests: first.measured, streams: streamed, latency: first.latency, workers }
  } finally {
    await world.stop()
  }
}

type ServerOf = (name: ServerName) => Server

/** Starts these servers for as long as they are used. */
async function withServers<T>(
  world: World,
  { profile }: Plan,
  names: readonly ServerName[],
  use: (serverOf: ServerOf) => Promise<T>,
): Promise<T> {
  const servers = new Map<ServerName, Server>()
  try {
    for (const name of new Set(names)) {
      tell(`starting ${name}`)
      servers.set(name, await startServer(world, name, profile))
    }
    return await use((name) => servers.get(name)!)
  } finally {
    for (const server of servers.values()) await server.stop()
  }
}

function namesOf(chosen: readonly Workload[]): readonly ServerName[] {
  return chosen.flatMap(({ servers }) => servers)
}

function pairsOf(chosen: readonly Workload[], serverOf: ServerOf) {
  return chosen.flatMap((workload) => workload.servers.map((name) => ({ workload, server: serverOf(name) })))
}
