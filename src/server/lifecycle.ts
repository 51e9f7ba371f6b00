import type { Log } from '../observe/log.ts'

/** The part of `process` that this needs. */
export interface Signals {
  on(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP', listener: () => void): unknown
  exit(code: number): void
}

/**
 * Runs until SIGTERM or SIGINT, then ends by `close`. Resolves with the exit code: 0 also when the drain's limit cut
 * answers, since that limit is the operator's choice; 1 when closing failed. A second signal exits at once.
 * @param reload what SIGHUP asks for, until the end has begun; absent: the signal does what it does by itself
 */
export function untilSignal(
  signals: Signals,
  close: () => Promise<boolean>,
  log: Log,
  reload?: () => void,
): Promise<number> {
  return new Promise((resolve) => {
    let asked = false
    function end(): void {
      if (asked) {
        log.flush()
        signals.exit(1)
        return
      }
      asked = true
      log.info('draining')
      close().then(
        (whole) => {
          if (whole) log.info('stopped')
          else log.warn('stopped, answers in flight were cut at timeouts.drain')
          log.flush()
          resolve(0)
        },
        (error: unknown) => {
          log.fault(error)
          log.flush()
          resolve(1)
        },
      )
    }
    signals.on('SIGTERM', end)
    signals.on('SIGINT', end)
    if (reload !== undefined) signals.on('SIGHUP', () => asked || reload())
  })
}
