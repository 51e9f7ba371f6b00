import type { Server } from 'node:http'
import type { Secret } from '../config/files/secret.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import { createAdmin } from '../server/admin/admin.ts'
import { barRoutes } from '../server/admin/bars.ts'
import { explainRoute } from '../server/admin/explain.ts'
import type { Dependency } from '../server/admin/readiness.ts'
import type { AdminRoutes } from '../server/admin/routes.ts'
import type { Store } from '../store/store.ts'
import { joinDependencies } from './join-dependencies.ts'
import { explainByWorker, measureAll, type Roster } from './roster.ts'

export interface OperatorsOptions {
  /** The primary's own. */
  readonly metrics: Pick<Metrics, 'snapshot'>
  readonly log: Log
  readonly roster: Roster
  readonly store: Store
  /** How many workers there should be. */
  configured(): number
  draining(): boolean
  /** Of the configuration in force. */
  token(): Secret | undefined
  /** Further routes. */
  readonly routes: AdminRoutes
  /** Of the primary itself, for `/readyz`. */
  state(): readonly Dependency[]
}

/** Milliseconds. What a worker has counted for longer than this stays counted, also when it is killed. */
const MEASURE_EVERY = 5000

/** The operators' listener of the primary: one state and one set of metrics for all workers. */
export function createOperators({ metrics, log, roster, store, ...options }: OperatorsOptions): Server {
  const timer = setInterval(() => void measureAll(roster), MEASURE_EVERY).unref()
  const gate = {
    log,
    dependencies: () => [
      ...joinDependencies([...roster.dependencies.values()], options.configured()),
      ...options.state(),
    ],
    metrics: {
      async expose() {
        await measureAll(roster)
        return roster.metrics.expose(await metrics.snapshot())
      },
    },
  }
  const settings = {
    routes: {
      ...barRoutes({ bars: store, log, now: Date.now }),
      ...explainRoute((posted) => explainByWorker(roster, posted)),
      ...options.routes,
    },
    draining: options.draining,
    get token() {
      return options.token()
    },
  }
  return createAdmin(gate, settings).once('close', () => clearInterval(timer))
}
