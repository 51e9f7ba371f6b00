import cluster from 'node:cluster'
import { loadWithSources } from '../config/files/sources.ts'
import { formatProblem } from '../config/problems/problem.ts'
import { workerCount } from '../workers/worker-count.ts'
import { exit, type Terminal } from './command.ts'
import { readConfigPath } from './config-option.ts'

/** `gatehouse serve`: runs the gateway until a signal ends it, in this process or with several workers. */
export async function serveCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  // The primary starts its workers with its own command line.
  if (cluster.isWorker) return (await import('../workers/worker.ts')).runWorker()
  const file = readConfigPath(args)
  const { result, sources } = loadWithSources(file)
  if ('problems' in result) {
    for (const problem of result.problems) terminal.complain(formatProblem(problem))
    return exit.badInput
  }
  const { config } = result
  if (workerCount(config.server.workers) > 1) {
    return (await import('../workers/primary.ts')).runPrimary(file, config, sources)
  }
  const [{ serve }, { openLive }] = await Promise.all([import('../server/serve.ts'), import('../gate/open-live.ts')])
  return serve(config, (initial, metrics, log) => openLive(file, sources, initial, metrics, log))
}
