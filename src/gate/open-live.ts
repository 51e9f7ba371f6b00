import type { Config } from '../config/config.ts'
import type { Source } from '../config/files/sources.ts'
import { createGate } from '../gate.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import { followFiles } from '../reload/follow-files.ts'
import { loadAside } from '../reload/load-aside.ts'
import { planLive } from '../reload/plan.ts'
import { reloadRoute } from '../reload/reload-route.ts'
import { explainRoute } from '../server/admin/explain.ts'
import type { Opened } from '../server/serve.ts'
import { policyFailures } from './policy-failures.ts'

/**
 * Opens a gate that follows its files: what changes in them is taken up while it runs.
 *
 * @param file path of `gatehouse.yaml`.
 * @param sources all files that `config` was read from.
 */
export async function openLive(
  file: string,
  sources: readonly Source[],
  config: Config,
  metrics: Metrics,
  log: Log,
  load = loadAside,
): Promise<Opened> {
  const live = await createGate(config, metrics, log)
  const following = followFiles({
    initial: config,
    sources,
    load: () => load({ file }),
    plan: planLive,
    test: policyFailures,
    prepare: live.prepare,
    log,
    told: metrics.configReloaded,
  })
  const gate = {
    ...live,
    dependencies: () => [...live.dependencies(), ...following.dependencies()],
    async close() {
      following.close()
      await live.close()
    },
  }
  const routes = { ...reloadRoute(following.reload), ...explainRoute(live.explain) }
  return { gate, routes, reload: () => void following.reload() }
}
