/**
 * `npm run bench`: the gateway against proxies that check less, in one run and interleaved, so that all of them meet the
 * same machine. `-- --quick` takes a minute instead of two and a half; `-- --json FILE` writes every round; `-- --only A,B` measures these alone, `-- --servers gateway` only it;
 * `-- --only W` measures two workers beside one, `-- --only T` what tokens cost, good and hostile;
 * `-- --profile DIR` has Node write a CPU profile of the gateway there. Needs wrk.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measure, type Sample, wrkScript } from './load.ts'
import { printPolicyReport } from './policy.ts'
import { printReport, ratiosOf } from './report.ts'
import { pinned, startServers } from './servers.ts'
import { printTokenReport } from './tokens.ts'
import { benchWorkers } from './workers.ts'
import { type ServerName, type Workload, workloads } from './workloads.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    only: { type: 'string' },
    servers: { type: 'string' },
    profile: { type: 'string' },
  },
})
const [rounds, seconds] = options.quick ? [2, 1] : [3, 2]
const isChosen = (list: string | undefined, name: string) => list === undefined || list.split(',').includes(name)
const chosen = workloads.filter(({ id }) => isChosen(options.only, id))
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
const servers = chosen.length > 0 ? await startServers(options.profile) : undefined

const jobs = chosen.flatMap((workload) =>
  workload.servers
    .filter((server) => isChosen(options.servers, server))
    .map((server) => ({ workload, server, rounds: [] as Sample[] })),
)
try {
  for (let round = -1; round < rounds; round++) {
    for (const job of jobs) {
      const sample = await sampleOf(job.workload, job.server, round < 0 ? 2 : seconds)
      // The first round only makes the code hot and the caches full.
      if (round >= 0) job.rounds.push(sample)
    }
    if (process.stderr.isTTY) process.stderr.write(`\rround ${round + 1} of ${rounds}`)
  }
} finally {
  await servers?.stop()
}

function sampleOf(workload: Workload, server: ServerName, seconds: number): Promise<Sample> {
  const { base, pid } = servers!.of(server)
  const script = join(folder, `${server}-${workload.id}.lua`)
  writeFileSync(script, wrkScript(servers!.tokensOf(server, workload.caller), workload.status))
  return measure({ url: `${base}${workload.path}`, seconds, script, before: pinned.rest, pid })
}

const measured = jobs.map(({ workload, server, rounds }) => ({ workload: workload.id, server, rounds }))
if (chosen.length > 0) printReport(chosen, measured)
printPolicyReport()
if (isChosen(options.only, 'T')) await printTokenReport()
const workers = isChosen(options.only, 'W') ? await benchWorkers(rounds, seconds, folder) : []
rmSync(folder, { recursive: true })
if (options.json !== undefined) {
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length }
  const result = { machine, seconds, ratios: ratiosOf(measured), measured, workers }
  writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`)
}
