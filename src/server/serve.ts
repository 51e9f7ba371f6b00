import type { Config } from '../config/config.ts'
import { createLog, type Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Gate } from './gate.ts'
import { untilSignal } from './lifecycle.ts'
import { openMetrics } from './open-metrics.ts'
import { startServer } from './start.ts'

/** Opens everything that lies behind the server. */
export type OpenGate = (config: Config, metrics: Metrics, log: Log) => Gate | Promise<Gate>

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
    const running = await startServer(config, await openGate(config, metrics, log))
    log.info('listening', { url: running.url })
    log.info('listening for operators', { url: running.adminUrl })
    for (const sentence of config.insecure) log.warn('insecure setting', { detail: sentence })
    return await untilSignal(process, running.close, log)
  } catch (error) {
    log.fault(error)
    log.flush()
    return 1
  }
}
