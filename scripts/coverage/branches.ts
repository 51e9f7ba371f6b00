import type { Measured, Place } from './measured.ts'

/** A way that no test went. */
export interface Untried {
  readonly file: string
  readonly line: number
  /** The source text of that line, without the space around it. */
  readonly text: string
  /** Which way: `then` or `else` of an `if`; of anything else the first line of its source text. */
  readonly way: string
}

/** The branches of a file that no test went, in the order of its lines. */
export function untriedIn(file: string, source: string, { branchMap, b }: Measured): Untried[] {
  const lines = source.split('\n')
  return Object.entries(branchMap)
    .flatMap(([id, { type, loc, locations }]) =>
      locations.flatMap((place, index) => {
        if (b[id]?.[index] !== 0) return []
        const written = typeof place.start.line === 'number' ? place : loc
        const line = written.start.line ?? 1
        const way = type === 'if' ? (index === 0 ? 'then' : 'else') : firstLine(place, lines)
        return [{ file, line, text: lines[line - 1]?.trim() ?? '', way }]
      }),
    )
    .sort((a, b) => a.line - b.line)
}

function firstLine({ start, end }: Place, lines: readonly string[]): string {
  const line = lines[(start.line ?? 1) - 1] ?? ''
  return line.slice(start.column ?? 0, start.line === end.line ? (end.column ?? undefined) : undefined).trim()
}
