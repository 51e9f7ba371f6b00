import type { Exchange } from '../../src/exchange.ts'
import { accessReason } from '../../src/observe/access-line.ts'
import { createLog, type Log } from '../../src/observe/log.ts'

/** A finished exchange with the reason code of its access line. */
export interface Finished {
  readonly exchange: Exchange
  readonly code: string | undefined
}

/** The gateway's log, held back: warnings go to standard error, access lines are there to be asked for. */
export interface Journal {
  readonly log: Log
  /** The exchange with this X-Request-Id, when it has ended. Each can be had once. */
  finished(id: string): Promise<Finished>
  /** Tells `listener` of every exchange from now on. */
  follow(listener: (finished: Finished) => void): void
}

export function createJournal(): Journal {
  const ended = new Map<string, Finished>()
  const awaited = new Map<string, (finished: Finished) => void>()
  let listener: ((finished: Finished) => void) | undefined
  const warnings = createLog({ level: 'warn', format: 'pretty' }, { write: (line) => void process.stderr.write(line) })
  const log: Log = {
    ...warnings,
    access(exchange) {
      const finished = { exchange, code: accessReason(exchange) }
      if (listener) return listener(finished)
      const hand = awaited.get(exchange.id)
      awaited.delete(exchange.id)
      if (hand) hand(finished)
      else ended.set(exchange.id, finished)
    },
  }
  return {
    log,
    finished(id) {
      const finished = ended.get(id)
      ended.delete(id)
      return finished ? Promise.resolve(finished) : new Promise((resolve) => awaited.set(id, resolve))
    },
    follow(next) {
      listener = next
    },
  }
}
