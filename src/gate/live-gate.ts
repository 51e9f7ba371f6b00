import type { Config } from '../config/config.ts'
import { openDecisionLog } from '../observe/decision-log.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Explained } from '../server/admin/explain.ts'
import type { Gate } from '../server/gate.ts'

/** A gate whose policy, limits and logs can change while it runs. */
export interface LiveGate extends Gate {
  /**
   * Makes everything ready for a configuration that differs from the one in force in its live keys alone.
   * @returns what puts it in force: requests that come later see nothing of the old one, those before nothing of the new
   */
  prepare(config: Config): () => void
  /** For `POST /admin/explain`: parsed JSON to what would be decided. */
  explain(posted: unknown): Promise<Explained>
}

/** The log and the decision log of a gate, as one. */
export interface LiveLog {
  readonly log: Log
  /** Other settings from now on. */
  follow(config: Config): void
  close(): void
}

export function createLiveLog(initial: Config, log: Log, metrics: Pick<Metrics, 'logLineLost'>): LiveLog {
  const lost = metrics.logLineLost
  let level = initial.log.level
  let decisions = openDecisionLog(initial.log.decisions, log, lost)
  log.onLost(lost)
  return {
    log: {
      ...log,
      access(exchange, timing) {
        log.access(exchange, timing)
        decisions.tell(exchange, timing)
      },
      flush() {
        decisions.flush()
        log.flush()
      },
    },
    follow(config) {
      if (config.log.level !== level) log.setLevel(config.log.level)
      level = config.log.level
      decisions.close()
      decisions = openDecisionLog(config.log.decisions, log, lost)
    },
    close: () => decisions.close(),
  }
}

/** The clients that metrics tell apart. */
export function clientsOf({ policy }: Pick<Config, 'policy'>): readonly string[] {
  return Object.keys(policy.document?.clients ?? {})
}
