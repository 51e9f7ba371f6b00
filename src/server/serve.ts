import type { Config } from '../config/config.ts'
import { createLog, type Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import { openMetrics } from './admin/open-metrics.ts'
import type { AdminRoutes } from './admin/routes.ts'
import type { Gate } from './gate.ts'
import { untilSignal } from './lifecycle.ts'
import { startServer } from './start.ts'

/** Everything that lies behind the server. */
export interface Opened {
  readonly gate: Gate
  /** Further routes for operators. */
  readonly routes: AdminRoutes
  /** What SIGHUP asks for. */
  reload(): void
}

export type OpenGate = (config: Config, metrics: Metrics, log: Log) => Promise<Opened>

/** `gatehouse serve`: runs the gateway until a signal ends it. Resolves with the exit code. */
export async function serve(config: Config, openGate: OpenGate): Promise<number> {
  const log = createLog(config.log)
  process.on('uncaughtException', (error) => {
    log.fault(error)
    log.flush()
    process.exit(1)
  })
  try {
    const metrics = openMetrics(config)
    const { gate, routes, reload } = await openGate(config, metrics, log)
    const running = await startServer(config, gate, routes)
    log.info('listening', { url: running.url })
    log.info('listening for operators', { url: running.adminUrl })
    for (const sentence of config.insecure) log.warn('insecure setting', { detail: sentence })
    return await untilSignal(process, running.close, log, reload)
  } catch (error) {
    log.fault(error)
    log.flush()
    return 1
  }
}
