import type { Config } from '../config/config.ts'
import type { LoadedSources } from '../config/sources.ts'
import { storeConfig } from '../gate.ts'
import { createLog, standardOutput } from '../observe/log.ts'
import { bindAdmin } from '../server/bound.ts'
import { untilSignal } from '../server/lifecycle.ts'
import { openMetrics } from '../server/open-metrics.ts'
import { openStore } from '../store/open-store.ts'
import { createCrew } from './crew.ts'
import { createLaunch, setUpCluster } from './launch.ts'
import { createOperators } from './operators.ts'
import { type Reloaded, readChanged } from './reload.ts'
import { createRoster } from './roster.ts'
import { workerCount } from './worker-count.ts'

/**
 * `gatehouse serve` with several workers: holds the operators' listener, the shared store and the workers, and stands in
 * the way of no request. Resolves with the exit code.
 */
export async function runPrimary(file: string, initial: Config, sources: LoadedSources['sources']): Promise<number> {
  let config = initial
  const output = standardOutput()
  const log = createLog(config.log, output)
  process.on('uncaughtException', (error) => {
    log.fault(error)
    log.flush()
    process.exit(1)
  })
  setUpCluster()
  const metrics = openMetrics(config, 0)
  const store = await openStore(storeConfig(config), { now: () => performance.now() })
  const roster = createRoster()
  const crew = createCrew({ log, now: () => performance.now(), later })
  const launchWith = (config: Config, sources: LoadedSources['sources']) =>
    createLaunch({ file, sources, drain: config.server.timeouts.drain, store, roster, output })

  let draining = false
  const admin = createOperators({
    metrics,
    log,
    roster,
    store,
    configured: crew.count,
    draining: () => draining,
    token: () => config.admin.token,
  })

  async function change(): Promise<Reloaded> {
    const changed = readChanged(file, config)
    if ('problems' in changed) return { done: false, problems: changed.problems }
    const workers = workerCount(changed.config.server.workers)
    const started = await crew.replace(launchWith(changed.config, changed.sources), workers)
    if ('failed' in started) return { done: false, problems: [`the new workers do not start: ${started.failed}`] }
    config = changed.config
    return { done: true, version: config.version }
  }

  /** One reload at a time; each reads the files when its turn comes. */
  let last: Promise<unknown> = Promise.resolve()
  function reload(): Promise<Reloaded> {
    const mine = last.then(change).then((reloaded) => {
      metrics.configReloaded(reloaded.done ? 'success' : 'failure')
      if (reloaded.done) log.info('reloaded', { detail: reloaded.version })
      else
        for (const problem of reloaded.problems)
          log.error('not reloaded, the old configuration stays', { detail: problem })
      return reloaded
    })
    last = mine.catch((error: unknown) => log.fault(error))
    return mine
  }

  async function close(): Promise<boolean> {
    draining = true
    const whole = await crew.stop()
    await operators.close()
    await store.close()
    return whole
  }

  function exit(code: number): void {
    crew.kill()
    process.exit(code)
  }

  const operators = await bindAdmin(admin, config.admin.listen)
  const ended = untilSignal({ on: process.on.bind(process), exit }, close, log, () => void reload())
  const started = await crew.start(launchWith(config, sources), workerCount(config.server.workers))
  if ('failed' in started && !draining) {
    log.error('no worker starts', { code: started.failed })
    await close()
    log.flush()
    return 1
  }
  if ('url' in started) log.info('listening', { url: started.url })
  log.info('listening for operators', { url: operators.origin })
  for (const sentence of config.insecure) log.warn('insecure setting', { detail: sentence })
  return ended
}

function later(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}
