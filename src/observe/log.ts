import { pino } from 'pino'
import type { Exchange } from '../exchange.ts'
import { accessMembers } from './access-line.ts'
import type { DecisionRecord } from './decision-record.ts'
import { openDestination } from './destination.ts'
import { gather } from './gather.ts'
import { isoTime } from './iso-time.ts'
import { listenFailure } from './listen-failure.ts'
import { prettyTarget } from './pretty.ts'
import type { Timing } from './timing.ts'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'

/** Everything that a log record may carry besides its message. Nothing else can be logged: there is no way to pass it. */
export interface LogFields {
  readonly id?: string
  readonly code?: string
  readonly detail?: string
  readonly dependency?: string
  readonly state?: string
  readonly url?: string
  readonly file?: string
  readonly count?: number
  readonly ms?: number
  readonly worker?: number
  readonly pid?: number
}

export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** The one line of a finished exchange. */
  access(exchange: Exchange, timing: Timing): void
  /** The least important level that is written from now on. */
  setLevel(level: LogLevel): void
  /** The line of a decision, which is written at every level. */
  decision(record: DecisionRecord): void
  /** Calls back for each line that found no room, as nobody takes what is written. */
  onLost(listener: () => void): void
  /**
   * A thrown error: its name, code and stack places. Not its message, which may quote what was being worked on.
   * An address that cannot be listened on is told as such: what is wrong is in the configuration or on the machine.
   */
  fault(error: unknown, id?: string): void
  /** Writes out what is still buffered. */
  flush(): void
}

export interface LogSettings {
  readonly level: LogLevel
  readonly format: 'json' | 'pretty'
  /** The number of this worker among several, for each of its records; absent in a process that is alone. */
  readonly worker?: number
}

/** Where records go; standard output unless a test wants them. */
export interface LogTarget {
  write(line: string): void
  /** Writes a line that may wait a little for others. */
  writeLater?(line: string): void
  /** Writes out what is still buffered. */
  flushSync?(): void
  on?(event: 'drop', listener: (lines: string) => void): unknown
}

/** Standard output, written in the background. */
export function standardOutput(): LogTarget {
  const target = gather(openDestination(1, () => {}))
  process.once('exit', () => flush(target))
  return target
}

/** The process log. Records are built from an allow-list of fields instead of being cleaned afterwards. */
export function createLog(settings: LogSettings, target: LogTarget = standardOutput()): Log {
  const { level, worker } = settings
  const base = worker === undefined ? null : { worker }
  const options = { base, messageKey: 'message', timestamp: () => `,"time":"${isoTime()}"`, ...labels }
  const lines = settings.format === 'pretty' ? prettyTarget(target) : target
  const writeLater = (line: string) => (lines.writeLater ? lines.writeLater(line) : lines.write(line))
  const logger = pino({ ...options, level }, lines)
  const workerMember = worker === undefined ? '' : `"worker":${worker},`
  const tell = (message: string, members: string) =>
    writeLater(`{"level":"info","time":"${isoTime()}",${workerMember}${members},"message":"${message}"}\n`)
  return {
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
    access(exchange, timing) {
      if (!logger.isLevelEnabled('info')) return
      tell('access', accessMembers(exchange, timing))
    },
    decision: (record) => tell('decision', JSON.stringify(record).slice(1, -1)),
    onLost(listener) {
      target.on?.('drop', (lost) => {
        for (let end = lost.indexOf('\n'); end >= 0; end = lost.indexOf('\n', end + 1)) listener()
      })
    },
    setLevel(level) {
      logger.level = level
    },
    fault(error, id) {
      const failure = listenFailure(error)
      if (failure !== undefined) return logger.error(failure, 'cannot listen')
      logger.error({ ...(id === undefined ? {} : { id }), ...describeFault(error) }, 'fault')
    },
    flush: () => flush(target),
  }
}

function flush(target: LogTarget): void {
  try {
    target.flushSync?.()
  } catch {
    // Nothing was written yet, or standard output is gone; either way there is no one to tell.
  }
}

const labels = { formatters: { level: (label: string) => ({ level: label }) } }

/** What may be said of a thrown error. */
export function describeFault(error: unknown): { error: string; code?: string; stack?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code.slice(0, 60) } : {}
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { error: error.name, ...code, stack: places.slice(0, 8).map((line) => line.trim()) }
}
