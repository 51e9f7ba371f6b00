/**
 * `npm run bench`: the gateway against proxies that check less, in one run and interleaved, so that all of them meet the
 * same machine. docs/performance.md says what is measured and how to read it.
 *
 * `-- --quick` takes three minutes instead of twelve, and leaves out I, J, K and T; `--only A,D` measures these workloads
 * alone, `--servers gateway,nginx` these servers; `--json FILE` writes every round; `--markdown` prints tables for a document;
 * `--profile DIR` has Node write a processor profile of the gateway there. Ends with 1 where nothing that counts was measured.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { latencyServers } from './latency.ts'
import { machine } from './machine.ts'
import { isSample } from './measure/round.ts'
import { readOptions } from './options.ts'
import { full, quick } from './pace.ts'
import { policyTable } from './policy.ts'
import { latencyTable } from './report/latency.ts'
import { disturbanceTable, machineTable } from './report/machine.ts'
import { asMarkdown, asText } from './report/table.ts'
import { judge, targetTable } from './report/targets.ts'
import { workersTable } from './report/workers.ts'
import { workloadTable } from './report/workloads.ts'
import { run } from './run.ts'
import { ensurePrograms } from './servers/programs.ts'
import { tokenTable } from './tokens.ts'
import { workloads } from './workloads.ts'

const options = readOptions(process.argv.slice(2))
const programs = await ensurePrograms(['wrk', 'nginx', 'haproxy', 'redis-server'])
if (programs.get('wrk') === undefined) throw new Error('there is no load without wrk')
const isThere = (server: string) => {
  const program = server.startsWith('haproxy') ? 'haproxy' : server === 'gateway-redis' ? 'redis-server' : server
  return !programs.has(program as 'wrk') || programs.get(program as 'wrk') !== undefined
}
const isMeasured = (server: string) => isThere(server) && options.isChosen(server)
const chosen = workloads
  .filter(({ id }) => options.isWanted(id))
  .map((each) => ({ ...each, servers: each.servers.filter(isMeasured) }))

const { requests, streams, latency, workers } = await run({
  hasNginx: isThere('nginx'),
  workloads: chosen,
  latency: options.isWanted('G') ? latencyServers.filter(isMeasured) : [],
  workers: options.isWanted('J') && options.isChosen('gateway'),
  paces: options.quick ? quick : full,
  profile: options.profile,
})
const measured = [...requests, ...streams]
const judged = judge(measured)
const tables = [
  machineTable(machine(programs)),
  ...chosen.map((workload) => workloadTable(workload, measured)),
  ...(latency.length > 0 ? [latencyTable(latency)] : []),
  ...(options.isWanted('I') ? [policyTable()] : []),
  ...(workers.length > 0 ? [workersTable(workers, cpus().length)] : []),
  ...(options.isWanted('T') ? [await tokenTable()] : []),
  disturbanceTable(measured),
  targetTable(judged),
]
for (const table of tables) console.log(options.markdown ? asMarkdown(table) : asText(table))

if (options.json !== undefined) {
  const result = {
    machine: machine(programs),
    quick: options.quick,
    measured,
    latency,
    workers,
    targets: judged,
    tables,
  }
  writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`)
}
if ([...measured, ...workers].some(({ rounds }) => !rounds.some(isSample))) process.exitCode = 1
