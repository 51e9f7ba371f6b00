import type { LogTarget } from './log.ts'

/** Turns JSON records into lines for people: `12:00:01.123 info access id=… status=200`. */
export function prettyTarget(target: LogTarget): LogTarget {
  const writeLater = (line: string) => (target.writeLater ? target.writeLater(line) : target.write(line))
  return { write: (line) => target.write(prettyLine(line)), writeLater: (line) => writeLater(prettyLine(line)) }
}

function prettyLine(line: string): string {
  const { time, level, message, ...fields } = JSON.parse(line) as Record<string, unknown>
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${plain(value)}`)
  return `${[String(time).slice(11, 23), String(level).padEnd(5), message, ...rest].join(' ')}\n`
}

function plain(value: unknown): string {
  return typeof value === 'string' && /^[\w./:$?&*-]+$/.test(value) ? value : JSON.stringify(value)
}
