import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { memoryOfTree } from './measure/processes.ts'
import type { Measured, Round } from './measure/round.ts'
import { isSettled } from './measure/statistics.ts'
import { streamRound } from './measure/stream.ts'
import { wrkRound, wrkScript } from './measure/wrk.ts'
import type { Pace } from './pace.ts'
import type { Server } from './servers.ts'
import { native, type Workload } from './workloads.ts'

/** A quarter of a second apart. */
const TRIES = 240

/** One server on one workload. */
export interface Job {
  readonly workload: Workload
  readonly server: Server
  round(seconds: number): Promise<Round>
}

/** Warms each up until its processor time is flat, then measures all in turn, round by round. */
export async function measureAll(
  folder: string,
  pairs: readonly { readonly workload: Workload; readonly server: Server }[],
  { rounds, seconds, warmUp }: Pace,
  tell: (what: string) => void,
): Promise<readonly Measured[]> {
  const jobs = await Promise.all(pairs.map(({ workload, server }) => jobOf(folder, workload, server)))
  const measured = jobs.map(({ workload, server }) => ({
    workload: workload.id,
    server: server.name,
    rounds: [] as Round[],
    settled: false,
  }))
  for (const [index, job] of jobs.entries()) {
    tell(`${job.workload.id}: warming up ${job.server.name}`)
    measured[index]!.settled = isWarm(job, await warm(job, warmUp))
  }
  for (let round = 1; round <= rounds; round++) {
    for (const [index, job] of jobs.entries()) {
      tell(`${job.workload.id}: round ${round} of ${rounds}, ${job.server.name}`)
      measured[index]!.rounds.push(await job.round(seconds))
    }
  }
  return measured
}

/** Runs it until its processor time is flat, or for these seconds. @returns rounds of one second */
export async function warm({ server, round }: Job, seconds: number): Promise<readonly Round[]> {
  const slices: Round[] = []
  while (slices.length < (native.has(server.name) ? 1 : seconds) && !isSettled(slices)) slices.push(await round(1))
  return slices
}

function isWarm({ server, workload }: Job, slices: readonly Round[]): boolean {
  return native.has(server.name) || workload.stream !== undefined || isSettled(slices)
}

export async function jobOf(folder: string, workload: Workload, server: Server): Promise<Job> {
  const { base, pid } = server
  const url = `${base}${workload.path}`
  const tokens = server.tokens[workload.caller]
  if (workload.stream !== undefined) {
    const load = { url, token: tokens[0]!, pid, atLeast: workload.stream, idle: await idleMemory(server) }
    return { workload, server, round: () => streamRound(load) }
  }
  const problem = await problemAt(url, tokens[0], workload.status)
  if (problem !== undefined) return { workload, server, round: async () => ({ void: problem }) }
  const script = join(folder, `${server.name}-${workload.id}.lua`)
  writeFileSync(script, wrkScript(tokens))
  const load = { url, script, refused: workload.status !== 200, pid }
  return { workload, server, round: (seconds) => wrkRound({ ...load, seconds }) }
}

/** Why a server does not do what is about to be measured; it has some seconds to find its own servers. */
async function problemAt(url: string, token: string | undefined, status: number): Promise<string | undefined> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  for (let left = TRIES; ; left--) {
    const answer = await fetch(url, { headers })
    await answer.arrayBuffer()
    if (answer.status === status) return undefined
    if (left === 0) return `answers ${answer.status} instead of ${status}`
    await pause(250)
  }
}

/** Bytes that a server has after one small answer. */
async function idleMemory({ base, pid, tokens }: Server): Promise<number> {
  const answer = await fetch(`${base}/Observation/o1`, {
    headers: { authorization: `Bearer ${tokens['patient-app'][0]}` },
  })
  await answer.arrayBuffer()
  return memoryOfTree(pid, 'VmRSS')
}
