import type { Measured } from './measured.ts'

/** How many there are, and how many of them a test came by. */
export interface Count {
  readonly tried: number
  readonly all: number
}

/** Lines on which a statement begins (a line counts as tried when one of its statements is), and branches. */
export function totalsOf(files: readonly Measured[]): { readonly lines: Count; readonly branches: Count } {
  const lines = files.flatMap((file) => [...linesOf(file).values()])
  const branches = files.flatMap(({ b }) => Object.values(b).flat())
  return { lines: count(lines), branches: count(branches) }
}

/** The share as a percentage of one decimal, rounded down: 100 means all. */
export function percent({ tried, all }: Count): number {
  return all === 0 ? 100 : Math.floor((tried / all) * 1000) / 10
}

function linesOf({ statementMap, s }: Measured): Map<number, number> {
  const lines = new Map<number, number>()
  for (const [id, { start }] of Object.entries(statementMap)) {
    if (typeof start.line === 'number') lines.set(start.line, Math.max(lines.get(start.line) ?? 0, s[id] ?? 0))
  }
  return lines
}

const count = (times: readonly number[]): Count => ({
  tried: times.filter((each) => each > 0).length,
  all: times.length,
})
