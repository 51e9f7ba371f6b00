import { setTimeout as pause } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import type { Source } from '../config/files/sources.ts'
import { policyFailures } from '../gate/policy-failures.ts'
import { storeConfig } from '../gate.ts'
import { createLog, standardOutput } from '../observe/log.ts'
import { followFiles } from '../reload/follow-files.ts'
import { loadAside } from '../reload/load-aside.ts'
import { planReplacement } from '../reload/plan.ts'
import { reloadRoute } from '../reload/reload-route.ts'
import { openMetrics } from '../server/admin/open-metrics.ts'
import { bindAdmin } from '../server/bound-listener.ts'
import { untilSignal } from '../server/lifecycle.ts'
import { openStore } from '../store/open-store.ts'
import { createCrew } from './crew.ts'
import { type Door, openDoor } from './door.ts'
import { createLaunch, setUpCluster } from './launch.ts'
import { createLender } from './lender.ts'
import { createOperators } from './operators.ts'
import { createRoster } from './roster.ts'
import { createSuccession } from './succession.ts'
import { workerCount } from './worker-count.ts'

/**
 * `gatehouse serve` with several workers: holds the operators' listener, the shared store and the workers. No request passes
 * through this process. Resolves with the exit code.
 */
export async function runPrimary(file: string, initial: Config, sources: readonly Source[]): Promise<number> {
  const output = standardOutput()
  const log = createLog(initial.log, output)
  process.on('uncaughtException', (error) => {
    log.fault(error)
    log.flush()
    process.exit(1)
  })
  setUpCluster()
  const metrics = openMetrics(initial, 0)
  const now = () => performance.now()
  const store = await openStore(storeConfig(initial), { now })
  const shared = { ...store, ...createLender(store, now) }
  const roster = createRoster()
  const crew = createCrew({ log, now, later })
  const launchWith = (config: Config, sources: readonly Source[], door: Door) =>
    createLaunch({ file, sources, drain: config.server.timeouts.drain, store: shared, roster, output, door })
  const succession = createSuccession({ crew, door: await openDoor(initial.server.listen), launchWith })

  /** What was read last. */
  let read = sources
  const following = followFiles({
    initial,
    sources,
    async load() {
      const loaded = await loadAside({ file })
      read = loaded.sources
      return loaded
    },
    plan: planReplacement,
    test: policyFailures,
    prepare: (next) => succession.prepare(following.inForce(), next, read),
    log,
    told: metrics.configReloaded,
  })

  let draining = false
  const admin = createOperators({
    metrics,
    log,
    roster,
    store,
    configured: crew.count,
    draining: () => draining,
    token: () => following.inForce().admin.token,
    routes: reloadRoute(following.reload),
    state: following.dependencies,
  })

  async function close(): Promise<boolean> {
    draining = true
    following.close()
    await pause(following.inForce().server.timeouts.notice)
    await succession.door().close()
    const whole = await crew.stop()
    await operators.close()
    await store.close()
    return whole
  }

  function exit(code: number): void {
    crew.kill()
    process.exit(code)
  }

  const operators = await bindAdmin(admin, initial.admin.listen)
  const ended = untilSignal({ on: process.on.bind(process), exit }, close, log, () => void following.reload())
  const started = await crew.start(launchWith(initial, sources, succession.door()), workerCount(initial.server.workers))
  if ('failed' in started && !draining) {
    log.error('no worker starts', { code: started.failed })
    await close()
    log.flush()
    return 1
  }
  if ('url' in started) log.info('listening', { url: started.url })
  log.info('listening for operators', { url: operators.origin })
  for (const sentence of initial.insecure) log.warn('insecure setting', { detail: sentence })
  return ended
}

function later(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}
