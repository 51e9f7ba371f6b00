import { endingOf, reasonOf } from './account.ts'
import { entryStatuses, nextLink, typesIn } from './answer.ts'
import type { Finished } from './journal.ts'
import type { Ending, Line } from './line.ts'
import { createSender, type Received, writtenOf } from './request.ts'
import type { Sandbox } from './start.ts'

/** What a line came to. */
export interface Result {
  readonly line: Line
  readonly status: number
  readonly ending: Ending
  readonly reason: string
  /** Where it was not as promised, in words; empty: all was. */
  readonly differences: readonly string[]
}

/** Sends lines over TLS, one after the other; a line can go on from one before it. */
export interface Runner {
  run(line: Line): Promise<Result>
  close(): void
}

export function createRunner({ base, certificate, tokens, journal }: Sandbox): Runner {
  const sender = createSender(certificate)
  const pages = new Map<string, string | undefined>()
  return {
    async run(line) {
      const page = line.pageOf === undefined ? undefined : pages.get(line.pageOf)
      if (line.pageOf !== undefined && page === undefined) throw new Error(`${line.pageOf} has no link to a next page`)
      const received = await sender.send(writtenOf(line, base, page), line.caller && tokens.get(line.caller))
      if (line.keep !== undefined) pages.set(line.keep, nextLink(received.json))
      const finished = await journal.finished(received.id)
      return {
        line,
        status: received.status,
        ending: endingOf(finished.exchange),
        reason: reasonOf(finished),
        differences: differences(line, received, finished),
      }
    },
    close: sender.close,
  }
}

function differences({ promise }: Line, { status, json }: Received, { exchange, code }: Finished): readonly string[] {
  const { shows, entries } = promise
  const pairs: readonly (readonly [what: string, promised: unknown, found: unknown])[] = [
    ['status', promise.status, status],
    ['outcome', promise.ending, endingOf(exchange)],
    ['reason', promise.code ?? 'none', code ?? 'none'],
    ...(shows ? [['types', list(shows), list(typesIn(json))] as const] : []),
    ...(entries ? [['entries', list(entries), list(entryStatuses(json))] as const] : []),
  ]
  return pairs
    .filter(([, promised, found]) => promised !== found)
    .map(([what, promised, found]) => `${what}: promised ${promised}, got ${found}`)
}

function list(values: readonly unknown[]): string {
  return values.length === 0 ? 'nothing' : values.join(', ')
}
